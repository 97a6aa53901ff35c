import Addresses
import Model

extension Reconciler {
    /// Takes in where HAProxy listens: what waited for it may come, or go.
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
