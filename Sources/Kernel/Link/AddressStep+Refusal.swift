import Addresses
import Glibc
import Model

extension AddressStep {
    /// The outcome of this address step after a refusal by the kernel.
    func result(of refusal: KernelRefusal) -> Outcome.Result {
        switch (self, refusal.number) {
        // The removal of an interface also removes its addresses.
        case (.add, EEXIST), (.remove, EADDRNOTAVAIL),
            (.remove, ENODEV):
            return .alreadySo
        case (.add(let address), ENODEV), (.announce(let address), ENODEV):
            return .failed(
                refusal.failure(
                    of: operation, because: "there is no interface \(address.interface)"))
        // A missing capability is EPERM.
        case (.add(let address), EACCES) where address.prefix.address.family == .ipv6:
            return .failed(
                refusal.failure(
                    of: operation, because: "IPv6 is disabled on \(address.interface)",
                    remedy: "sysctl -w net.ipv6.conf.\(address.interface).disable_ipv6=0"))
        case (.announce(let address), ENETDOWN):
            return .failed(
                refusal.failure(
                    of: operation, because: "the interface \(address.interface) is down",
                    remedy: "ip link set \(address.interface) up"))
        case (.announce, EPERM):
            return .failed(
                refusal.failure(
                    of: operation, because: "the capability CAP_NET_RAW is missing",
                    remedy: "run it as root or with CAP_NET_RAW"))
        case (.add, _), (.announce, _), (.remove, _):
            return .failed(refusal.failure(of: operation))
        }
    }
}
