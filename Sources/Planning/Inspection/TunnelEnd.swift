import Addresses
import Model

/// The end of a tunnel on a real server.
///
/// Source: `net/netfilter/ipvs/ip_vs_xmit.c`, `ip_vs_tunnel_xmit`; `ip-tunnel(8)`, `ip-fou(8)`.
struct TunnelEnd {
    /// The kernel's word for the driver of a device that unwraps the packets.
    let kind: String
    /// The module of the driver.
    let module: String
    /// The device that the module makes, for packets from any address.
    let device: String
    /// The number of bytes that the tunnel adds to a packet.
    let overhead: Int
    /// The UDP port of the tunnel; nil: it has none.
    let port: UInt16?
    /// The family of the outer packets.
    let family: AddressFamily

    /// The command that creates the device where the module does not, as in a network namespace
    /// with `net.core.fb_tunnels_only_for_init_net`, in two parts.
    func creation(local: IPAddress?) -> [String] {
        let options = [
            kind == "ip6tnl" ? "mode any" : "", local.map { "local \($0)" } ?? "",
        ].filter { !$0.isEmpty }.map { " " + $0 }.joined()
        return [
            "ip link show dev \(device) >/dev/null 2>&1 ||",
            "ip link add \(device) type \(kind)\(options)",
        ]
    }

    /// **Errors:** nil for a method without a tunnel.
    init?(_ forwarding: Forwarding, outer: AddressFamily, inner: AddressFamily) {
        let header = outer == .ipv4 ? 20 : 40
        family = outer
        switch forwarding {
        case .gate, .masq, .local, .bypass: return nil
        case .gre(let checksum):
            (kind, module, device) =
                outer == .ipv4 ? ("gre", "ip_gre", "gre0") : ("ip6gre", "ip6_gre", "ip6gre0")
            overhead = header + (checksum == .none ? 4 : 8)
            port = nil
        case .ipip, .gue:
            switch (outer, inner) {
            case (.ipv4, .ipv4): (kind, module, device) = ("ipip", "ipip", "tunl0")
            case (.ipv4, .ipv6): (kind, module, device) = ("sit", "sit", "sit0")
            case (.ipv6, _): (kind, module, device) = ("ip6tnl", "ip6_tunnel", "ip6tnl0")
            }
            guard case .gue(let port, let checksum) = forwarding else {
                overhead = header
                port = nil
                return
            }
            overhead = header + 8 + (checksum == .remote ? 12 : 4)
            self.port = port
        }
    }
}
