import Addresses
import Model
import Planning

/// The part of the host that differs between two desired states.
///
/// Only this part is read before a change; the periodic look reads the rest.
struct Difference {
    /// The scope of the look.
    let scope: Scope

    /// Compares two desired states.
    ///
    /// - Parameters:
    ///   - keys: the services that may differ; nil: all.
    ///   - settings: the settings of the host that the old state requires.
    ///   - addresses: the host's own addresses.
    init(
        from old: Desired, to new: Desired, among keys: Set<ServiceKey>? = nil,
        settings: Set<HostSetting>, at addresses: some Collection<InterfaceAddress>
    ) {
        guard old.ownership == new.ownership, old.unserved == new.unserved,
            old.proxied == new.proxied, old.occupied == new.occupied,
            old.sysctls == new.sysctls,
            old.sysctlDefaults == new.sysctlDefaults, old.timeouts == new.timeouts,
            // The daemons start with their sysctls.
            (old.connectionSync == nil) == (new.connectionSync == nil),
            // Everything else depends on the node's interfaces.
            old.network == new.network,
            // Rules are loaded before services and removed after them.
            new.firewall?.isOther(than: old.firewall) ?? (old.firewall != nil) == false
        else {
            scope = .everything
            return
        }
        var scope = Scope()
        if old.addresses != new.addresses || old.elected != new.elected
            || old.carriesAddresses != new.carriesAddresses
        {
            scope.domains.insert(.address)
        }
        if old.connectionSync != new.connectionSync || old.roleAddresses != new.roleAddresses
            || (new.connectionSync != nil && old.carriesAddresses != new.carriesAddresses)
        {
            scope.domains.formUnion([.syncDaemon, .address])
        }
        scope.services = Self.services(old, new, keys)
        let leaving = scope.services.filter { new.services[$0] == nil }
        // The settings must be in place before the first connection.
        let needed = new.neededSettings(at: addresses, among: scope.services)
        guard old.services.isEmpty == new.services.isEmpty, needed.isSubset(of: settings),
            !new.needsTracking(at: addresses, among: scope.services)
                || old.needsTracking(at: addresses),
            // The removal of a service depends on the addresses.
            leaving.isEmpty || !new.hasLost(leaving)
        else {
            self.scope = .everything
            return
        }
        // An address is removed after its services, and added after them.
        let isRole = scope.services.isEmpty && old.carriesAddresses != new.carriesAddresses
        self.scope = scope.domains.contains(.address) && !isRole ? .everything : scope
    }

    private static func services(
        _ old: Desired, _ new: Desired, _ keys: Set<ServiceKey>?
    ) -> Set<ServiceKey> {
        if let keys { return keys.filter { old.services[$0] != new.services[$0] } }
        var differing: Set<ServiceKey> = []
        for (key, service) in new.services where old.services[key] != service {
            differing.insert(key)
        }
        for key in old.services.keys where new.services[key] == nil { differing.insert(key) }
        return differing
    }
}

extension Desired {
    /// Whether the address of one of these services is no longer desired.
    fileprivate func hasLost(_ keys: Set<ServiceKey>) -> Bool {
        guard let addresses else { return false }
        let hosts = Set(addresses.lazy.map(\.prefix.address))
        return keys.contains { $0.endpoint.map { !hosts.contains($0.address) } ?? false }
    }
}
