import Addresses
import Model

/// `authentication` and `virtualMac` of `cluster.failover`.
extension Validation {
    /// Checks the keys.
    mutating func checkAuthentication(of failover: Failover, at path: DocumentPath) {
        guard let authentication = failover.authentication else { return }
        if failover.version == .two {
            error(
                .failoverVersion, at: path, "VRRP version 2 has no authentication by keys",
                hint: "remove `version: 2`, or write a password in place of the keys")
        }
        let keys = authentication.keys
        if keys.count > FailoverAuthentication.keyLimit {
            exceed(
                FailoverAuthentication.keyLimit, "keys", keys.count, at: path.key("keys"),
                hint: "remove keys that no node signs with")
        }
        var seen: Set<UInt8> = []
        for (index, key) in keys.enumerated() where !seen.insert(key.id).inserted {
            error(
                .failoverKey, at: path.key("keys").index(index).key("id"),
                "another key has the number \(key.id)",
                hint: "give each key a number of its own in 1...255")
        }
    }

    /// Checks that each virtual router is on one interface.
    mutating func checkVirtualMAC(of failover: Failover, at path: DocumentPath) {
        guard failover.hasVirtualMAC else { return }
        for router in spec.electionRouters {
            let interfaces = Set(router.addresses.map(\.interface)).sorted()
            guard interfaces.count > 1 else { continue }
            error(
                .virtualMAC, at: path,
                "a virtual MAC address is on one interface, and the \(router.family.rawValue)"
                    + " addresses of \(router.group) are on \(interfaces.joined(separator: ", "))",
                hint: "put the addresses of each interface into a group of their own")
        }
    }
}
