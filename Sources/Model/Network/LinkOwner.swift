/// A program that configures interfaces.
public enum LinkOwner: String, Sendable, Hashable, CaseIterable {
    case networkd = "systemd-networkd"
    case networkManager = "NetworkManager"
    case ifupdown
    case ifupdown2

    /// The steps by which an administrator hands an interface over to Ballast.
    public func handover(of interface: String) -> String {
        switch self {
        case .networkd:
            "hand it over with `Unmanaged=yes` under [Link] in a file of /etc/systemd/network that"
                + " matches \(interface), and `networkctl reload`"
        case .networkManager:
            "hand it over with `nmcli device set \(interface) managed no`, and for each start with"
                + " `unmanaged-devices=interface-name:\(interface)` under [keyfile] in"
                + " /etc/NetworkManager/conf.d"
        case .ifupdown:
            "hand it over by removing its stanza from /etc/network/interfaces, and its line from"
                + " /run/network/ifstate"
        case .ifupdown2:
            "hand it over by removing its stanza from /etc/network/interfaces and deleting"
                + " ifstatenew in /run/network or /var/tmp/network; `ifreload -a` then writes it"
                + " again for the others"
        }
    }
}
