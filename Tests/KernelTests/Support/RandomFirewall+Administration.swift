import Addresses
import Model
import Planning

/// The promise of a lock-down: only administrators reach the administration ports.
extension RandomFirewall {
    /// Whether a packet is for a port of the administration behind a lock-down.
    static func isAdministration(_ packet: FirewallPacket, _ spec: Spec) -> Bool {
        guard let lockdown = spec.firewall?.lockdown, packet.transport == .tcp else { return false }
        return lockdown.ports.contains { $0.contains(packet.destination.port) }
            || packet.destination == spec.haproxy.statistics
    }

    /// Whether a packet that has reached this host is from an administrator, or for something that
    /// the document opens at the same place.
    static func explains(_ packet: FirewallPacket, _ spec: Spec) -> Bool {
        guard isAdministration(packet, spec), let firewall = spec.firewall else { return true }
        let place = packet.destination
        let isAdmin = firewall.lockdown?.admin.contains { $0.contains(packet.source.address) }
        let isOfService = spec.services.contains { service in
            guard case .listen(.tcp, let endpoint) = service.key else { return false }
            return endpoint.address == place.address && [0, place.port].contains(endpoint.port)
        }
        return isAdmin == true || isOfService
            || firewall.marks.contains { $0.addresses.contains(place.address) }
            || firewall.forwards.contains { $0.listen == place }
            || firewall.oneToOne.contains { $0.external == place.address }
            || firewall.rules.contains { $0.rule.target == .accept }
    }
}
