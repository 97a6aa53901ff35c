import Model
import VRRP

/// Addresses that this node lacks.
extension GroupRunner {
    /// Notes which addresses are missing now.
    func updateLack(_ now: ElectionMoment) {
        let missing = addresses.missing.count
        lack.update(
            lacked: role == .active ? missing > 0 && missing < addresses.wanted.count : nil,
            isImpossible: isImpossible, now)
    }

    /// Whether an interface with addresses of a family has no address of its own of that family, as
    /// when IPv6 is switched off on it.
    private var isImpossible: Bool {
        network.ports.contains { port in
            port.serial == nil && port.settings.sources.isEmpty
                && settings.routers.contains { router in
                    port.sources[router.family] == nil
                        && router.addresses.contains { $0.interface == port.settings.name }
                }
        }
    }
}
