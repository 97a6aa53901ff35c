import Addresses
import Model

extension Observed {
    /// What the host would hold after the step.
    ///
    /// A step that the kernel would refuse, because its object is missing or there already, changes
    /// nothing. A full netmask is none, as the kernel has it. The ledger stays: it is written
    /// before the step, not by it.
    public func applying(_ step: Step) -> Observed {
        var result = self
        result.apply(step)
        return result
    }

    /// ``applying(_:)`` in place, in constant time.
    public mutating func apply(_ step: Step) {
        switch step {
        case .setSysctl(let sysctl, let value, _):
            if sysctls[sysctl] != nil { sysctls[sysctl] = value }
        case .enable(let setting):
            switchedOff.remove(setting)
        case .setTimeouts(let sent, _):
            timeouts = timeouts?.applying(sent)
        case .addService(let service):
            if services[service.key] == nil {
                services[service.key] = ObservedService(service: service.normalised)
            }
        case .editService(let service, _):
            services[service.key]?.service = service.normalised
        case .removeService(let key):
            services[key] = nil
        case .addDestination(let destination, let key):
            services[key]?.add(destination)
        case .editDestination(let destination, _, let key):
            services[key]?.destinations[destination.endpoint]?.destination = destination
        case .drainDestination(let destination, let key, _, _):
            services[key]?.destinations[destination.endpoint]?.destination.weight = 0
        case .removeDestination(let endpoint, let key, _):
            services[key]?.destinations[endpoint] = nil
        case .addAddress(let address):
            if interfaces.contains(address.interface), addresses[address] == nil {
                addresses[address] = keepsMarks ? .ours : .unmarked
            }
        case .announceAddress:
            break
        case .removeAddress(let address):
            addresses[address] = nil
        }
    }
}

extension Observed {
    /// Whether this kernel keeps marks of addresses.
    private var keepsMarks: Bool { !addresses.values.contains(.unmarked) }
}

extension ObservedService {
    fileprivate mutating func add(_ destination: Destination) {
        guard destinations[destination.endpoint] == nil else { return }
        destinations[destination.endpoint] = ObservedDestination(destination: destination)
    }
}
