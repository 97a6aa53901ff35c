import Addresses
import Model

extension KernelHost {
    /// Returns all firewall rules of a family, those of other programs too; nil: this host has no
    /// iptables.
    ///
    /// **Errors:** the program fails.
    public func firewallTables(_ family: AddressFamily) throws -> FirewallTables? {
        try firewall.tables(of: family)
    }
}
