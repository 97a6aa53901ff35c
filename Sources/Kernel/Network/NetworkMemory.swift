import Addresses
import CNetlink
import Glibc
import Model

/// The facts of earlier looks that the kernel does not keep.
struct NetworkMemory {
    /// The attempts with addresses that other hosts have.
    var duplicates = DuplicateTries()
    /// The identities of routes that were Ballast's at the last look.
    private var routes: Set<NetworkRoute.Key> = []
    /// The addresses that were Ballast's at the last look.
    private var addresses: Set<InterfaceAddress> = []

    /// Milliseconds since boot, on the clock of `IFA_CACHEINFO`.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Marks the routes that have taken the place of one of Ballast.
    mutating func compare(_ found: inout [NetworkRoute.Key: FoundRoute]) {
        var known: Set<NetworkRoute.Key> = []
        for (key, route) in found {
            if route.isOurs {
                known.insert(key)
            } else if routes.contains(key) {
                found[key]?.isReplacement = true
                known.insert(key)
            }
        }
        routes = known
    }

    /// Notes a route that Ballast has added.
    mutating func note(_ route: NetworkRoute) { routes.insert(route.key) }

    /// Keeps the addresses Ballast's that lost their origin since the last look: `ip addr change`
    /// and `ip addr replace` remove it.
    ///
    /// - Returns: these addresses.
    mutating func compare(
        _ origins: inout [InterfaceAddress: AddressOrigin],
        _ found: [InterfaceAddress: AddressRecord]
    ) -> Set<InterfaceAddress> {
        var altered: Set<InterfaceAddress> = []
        for address in addresses where origins[address] == .foreign {
            guard let record = found[address], record.origin == nil else { continue }
            origins[address] = .ours
            altered.insert(address)
        }
        addresses = Set(origins.filter { $0.value == .ours }.keys)
        return altered
    }

    /// Returns the conditions of addresses.
    mutating func conditions(
        of found: [InterfaceAddress: AddressRecord], altered: Set<InterfaceAddress> = [],
        now: Int64 = now
    ) -> [InterfaceAddress: AddressCondition] {
        duplicates.forget(allBut: found.keys)
        var conditions: [InterfaceAddress: AddressCondition] = [:]
        for (address, record) in found {
            func has(_ flag: Int32) -> Bool { record.flags & UInt32(flag) != 0 }
            let isChecked = !has(IFA_F_TENTATIVE)
            let isDue = duplicates.isDue(
                address, hasFailed: has(IFA_F_DADFAILED), isChecked: isChecked,
                created: record.created ?? now, now: now)
            if let isDue {
                conditions[address] = .duplicate(isDue: isDue)
            } else if !isChecked {
                conditions[address] = .checking
            } else if has(IFA_F_DEPRECATED) || !has(IFA_F_PERMANENT)
                || altered.contains(address)
            {
                conditions[address] = .altered
            }
        }
        return conditions
    }
}
