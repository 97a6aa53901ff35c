import Addresses
import CNetlink
import Glibc
import Model

extension TunnelEnds {
    /// The ends in the data of a link.
    ///
    /// Source: `linux/if_tunnel.h`, `IFLA_IPTUN_LOCAL` and `IFLA_GRE_LOCAL`.
    ///
    /// **Errors:** nil for a kind without them.
    init?(_ kind: String, in link: Attribute, _ datagram: RawSpan) {
        let isGRE: Bool
        let family: AddressFamily
        switch kind {
        case "ipip", "sit": (isGRE, family) = (false, .ipv4)
        case "ip6tnl": (isGRE, family) = (false, .ipv6)
        case "gre": (isGRE, family) = (true, .ipv4)
        case "ip6gre": (isGRE, family) = (true, .ipv6)
        default: return nil
        }
        guard let data = link.first(Int(IFLA_INFO_DATA), in: datagram) else { return nil }
        func end(_ type: Int) -> IPAddress? {
            let address = data.first(type, in: datagram).flatMap {
                datagram.address($0, family: family)
            }
            return address?.isUnspecified == true ? nil : address
        }
        self.init(local: end(isGRE ? 6 : 2), remote: end(isGRE ? 7 : 3))
    }
}
