import Addresses
import Model

extension Planner {
    /// Virtual addresses: added after what they serve, removed before it.
    mutating func planAddresses() {
        guard observed.scope == .everything, let wanted = desired.addresses else { return }
        let twins = IPv6Twins(of: observed.addresses.keys)
        var replaced: Set<InterfaceAddress> = []
        var waiting: [IPAddress: String] = [:]
        for address in wanted.sorted() where observed.addresses[address] == nil {
            if desired.unserved.contains(address.prefix.address) {
                notes.append("\(address) has to wait: HAProxy does not listen on it yet")
                continue
            }
            if let twin = twins.twin(of: address) {
                guard isOurs(twin), !wanted.contains(twin) else {
                    notes.append("\(address) is there as \(twin.prefix), which is left as it is")
                    continue
                }
                phases.newAddresses.append(.removeAddress(twin))
                replaced.insert(twin)
            } else if !observed.interfaces.contains(address.interface) {
                notes.append("\(address) has to wait: there is no such interface")
                waiting[address.prefix.address] = address.interface
                continue
            }
            phases.newAddresses.append(.addAddress(address))
            phases.newAddresses.append(.announceAddress(address))
        }
        let interfaces = Set(wanted.map(\.interface))
        let surplus = observed.addresses.keys.filter {
            !wanted.contains($0) && !replaced.contains($0)
        }
        remove(surplus.sorted(), servingInterfaces: interfaces, waiting: waiting)
    }

    /// Takes off those that are ours, once nothing drains behind them, and reports the others.
    private mutating func remove(
        _ surplus: [InterfaceAddress], servingInterfaces: Set<String>, waiting: [IPAddress: String]
    ) {
        let holders = desired.carriesAddresses ? AddressHolders(lingering) : AddressHolders([])
        for address in surplus {
            if !isOurs(address) {
                if servingInterfaces.contains(address.interface) {
                    foreign.append(.address(address))
                }
            } else if let interface = waiting[address.prefix.address] {
                notes.append("\(address) stays until there is \(interface), where it is to go")
            } else if let key = holders.holder(of: address) {
                let reason = key.endpoint == nil ? ", which any address may serve," : ""
                notes.append("\(address) stays until \(key)\(reason) has drained")
            } else {
                phases.oldAddresses.append(.removeAddress(address))
            }
        }
    }

    private func isOurs(_ address: InterfaceAddress) -> Bool {
        observed.addresses[address] == .ours || observed.ledger.addresses.contains(address)
    }
}

/// IPv6 addresses of which the kernel refuses a second one on the same interface, whatever its
/// prefix length.
///
/// IPv4 has no such rule. Source: `net/ipv6/addrconf.c`, `ipv6_add_addr`.
private struct IPv6Twins {
    private struct Place: Hashable {
        let interface: String
        let address: IPAddress
    }

    private var places: [Place: InterfaceAddress] = [:]

    init(of addresses: some Sequence<InterfaceAddress>) {
        for address in addresses where address.prefix.address.family == .ipv6 {
            places[Place(interface: address.interface, address: address.prefix.address)] = address
        }
    }

    func twin(of address: InterfaceAddress) -> InterfaceAddress? {
        places[Place(interface: address.interface, address: address.prefix.address)]
    }
}

/// Services that leave and still have connections, by the addresses that these come through.
private struct AddressHolders {
    private var services: [IPAddress: ServiceKey] = [:]
    private var marks: [AddressFamily: ServiceKey] = [:]

    init(_ lingering: [ServiceKey]) {
        for key in lingering.reversed() {
            if let endpoint = key.endpoint {
                services[endpoint.address] = key
            } else {
                marks[key.family] = key
            }
        }
    }

    func holder(of address: InterfaceAddress) -> ServiceKey? {
        services[address.prefix.address] ?? marks[address.prefix.address.family]
    }
}
