import Addresses
import Model

extension LoopSnapshot {
    /// Visits the services of the document that the kernel has.
    ///
    /// - Parameter visit: receives the service, its state in the kernel, and the time at which its
    ///   counters were read, in milliseconds since 1970.
    public func traffic(_ visit: (Service, ObservedService, Int64) -> Void) {
        for service in spec?.services ?? [] {
            guard let found = observed.services[service.key],
                let time = last.readings.time(of: service.key)
            else { continue }
            visit(service, found, time)
        }
    }
}
