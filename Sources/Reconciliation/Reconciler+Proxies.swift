import Addresses
import Model

extension Reconciler {
    /// Updates the endpoints of HAProxy, and starts a pass for the objects that waited for them.
    public func proxiesServe(_ endpoints: Set<Endpoint>) {
        guard served != endpoints else { return }
        served = endpoints
        wake(.periodic)
    }

    /// Takes in what happened elsewhere, as an event like its own.
    public func tell(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        emit(kind, message, details)
    }
}
