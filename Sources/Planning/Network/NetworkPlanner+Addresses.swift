import Addresses
import Model

extension NetworkPlanner {
    /// Plans the addresses of the node.
    mutating func planAddresses() {
        var wishes: Set<InterfaceAddress> = []
        for interface in wanted.interfaces {
            for prefix in interface.addresses {
                let address = InterfaceAddress(interface: interface.name, prefix: prefix)
                guard wishes.insert(address).inserted else { continue }
                plan(address)
            }
        }
        let old = found.addresses.keys.filter {
            found.isOurs($0, ledger) && !wishes.contains($0) && !moved.contains($0)
                && !fresh.contains($0.interface) && !replaced.contains($0)
        }
        for address in old.sorted() { remove(.removeAddress(address)) }
    }

    private mutating func plan(_ address: InterfaceAddress) {
        let isThere = found.addresses[address] != nil && !fresh.contains(address.interface)
        if isThere, !moved.contains(address) { return }
        let subject = NetworkSubject.address(address)
        guard exists(address.interface, for: subject), !isManaged(address.interface, subject)
        else { return }
        // The kernel has an IPv6 address once on an interface, with any length.
        for other in found.addresses.keys
        where other.place == address.place && address.prefix.address.family == .ipv6
            && !fresh.contains(address.interface)
        {
            guard found.isOurs(other, ledger) else {
                leave(subject, "\(other) belongs to another program: \(address) has to wait")
                return
            }
            replaced.insert(other)
            add(.removeAddress(other))
        }
        add(.addAddress(address))
    }
}
