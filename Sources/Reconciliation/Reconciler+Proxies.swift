import Addresses
import Model

extension Reconciler {
    /// Takes in on which addresses HAProxy listens: those may come that waited for it.
    public func proxiesServe(_ addresses: Set<IPAddress>) {
        guard served != addresses else { return }
        served = addresses
        wake(.periodic)
    }

    /// Takes in what happened elsewhere, as an event like its own.
    public func tell(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        emit(kind, message, details)
    }
}
