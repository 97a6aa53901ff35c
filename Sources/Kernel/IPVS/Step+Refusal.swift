import Addresses
import Glibc
import Model

extension Step {
    /// The outcome of this IPVS command after a refusal by the kernel.
    func result(of refusal: KernelRefusal) -> Outcome.Result {
        if case .ipvs(let step) = self, step.isSo(by: refusal.number) { return .alreadySo }
        var meaning: (reason: String, remedy: String?)?
        if case .ipvs(let step) = self { meaning = step.meaning(of: refusal.number) }
        return .failed(
            refusal.failure(of: operation, because: meaning?.reason, remedy: meaning?.remedy))
    }
}

extension IPVSStep {
    /// Whether the refusal means that the table is already as desired.
    fileprivate func isSo(by number: Int32) -> Bool {
        switch self {
        case .addService, .addDestination: number == EEXIST
        case .removeService, .removeDestination: number == ESRCH || number == ENOENT
        case .editService, .editDestination, .drainDestination: false
        }
    }

    /// The meaning of the number for this command, in IPVS's words; nil: the usual meaning.
    ///
    /// Source: the kernel's `net/netfilter/ipvs/ip_vs_ctl.c`.
    fileprivate func meaning(of number: Int32) -> (reason: String, remedy: String?)? {
        switch (self, number) {
        case (.addService(let service), ENOENT), (.editService(let service, _), ENOENT):
            service.missingModule
        case (.addService(let service), EINVAL), (.editService(let service, _), EINVAL):
            service.invalidity
        case (.addService(let service), EAFNOSUPPORT),
            (.editService(let service, _), EAFNOSUPPORT):
            ("IPVS of this kernel has no \(service.key.family.rawValue)", nil)
        case (.addDestination(let destination, let key), EINVAL),
            (.editDestination(let destination, _, let key), EINVAL):
            destination.invalidity(in: key)
        case (.addDestination, ERANGE), (.editDestination, ERANGE):
            ("the lower connection limit is above the upper", nil)
        case (.editService, ESRCH), (.addDestination, ESRCH), (.editDestination, ESRCH),
            (.drainDestination, ESRCH):
            ("no such service", nil)
        case (.editDestination, ENOENT), (.drainDestination, ENOENT):
            ("no such server in the service", nil)
        case (.addService, _), (.editService, _), (.removeService, _), (.addDestination, _),
            (.editDestination, _), (.drainDestination, _), (.removeDestination, _):
            nil
        }
    }
}

extension VirtualService {
    /// The kernel has tried to load every module: the missing one is not installed.
    fileprivate var missingModule: (reason: String, remedy: String?) {
        guard let engine = persistence?.engine, Self.isLoaded(scheduler.module) else {
            return (
                "the kernel has no scheduler \(scheduler.rawValue), module \(scheduler.module)",
                "modprobe \(scheduler.module)"
            )
        }
        return (
            "the kernel has no persistence engine \(engine.rawValue), module \(engine.module)",
            "modprobe \(engine.module)"
        )
    }

    private static func isLoaded(_ module: String) -> Bool {
        access("/sys/module/\(module)", F_OK) == 0
    }

    fileprivate var invalidity: (reason: String, remedy: String?)? {
        guard key.family == .ipv6, let length = persistence?.prefixLength, length == 0 else {
            return nil
        }
        return ("an IPv6 persistence prefix has 1...128 bits", nil)
    }
}

extension Destination {
    fileprivate func invalidity(in key: ServiceKey) -> (reason: String, remedy: String?) {
        if endpoint.address.family != key.family && !forwarding.isTunnel {
            return ("only a tunnel reaches a server of the other address family", nil)
        }
        if case .gue(port: 0, _) = forwarding { return ("a gue tunnel needs a port", nil) }
        if endpoint.address.family != key.family {
            return (
                "servers of the other address family and connection synchronisation exclude "
                    + "each other", nil
            )
        }
        return (
            "the address is no unicast address that this network namespace knows",
            "if its loopback interface is down: ip link set lo up"
        )
    }
}
