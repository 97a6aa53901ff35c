import CNetlink
import Model

extension Forwarding {
    /// Writes the method, and the kind, port and checksum of a tunnel.
    ///
    /// Kernels before 5.3 ignore the attributes of tunnels and use IP in IP.
    /// Source: `linux/ip_vs.h`, `IPVS_DEST_ATTR_FWD_METHOD`, `IPVS_DEST_ATTR_TUN_*`.
    func put(into builder: MessageBuilder) {
        builder.put(IPVS_DEST_ATTR_FWD_METHOD, UInt32(kernelMethod))
        guard isTunnel else { return }
        switch self {
        case .gre(let checksum):
            builder.put(IPVS_DEST_ATTR_TUN_TYPE, UInt8(IP_VS_CONN_F_TUNNEL_TYPE_GRE))
            builder.put(IPVS_DEST_ATTR_TUN_FLAGS, checksum.kernelFlags)
        case .gue(let port, let checksum):
            builder.put(IPVS_DEST_ATTR_TUN_TYPE, UInt8(IP_VS_CONN_F_TUNNEL_TYPE_GUE))
            builder.put(IPVS_DEST_ATTR_TUN_PORT, port.bigEndian)
            builder.put(IPVS_DEST_ATTR_TUN_FLAGS, checksum.kernelFlags)
        default:
            builder.put(IPVS_DEST_ATTR_TUN_TYPE, UInt8(IP_VS_CONN_F_TUNNEL_TYPE_IPIP))
        }
    }

    private var kernelMethod: Int32 {
        switch self {
        case .gate: IP_VS_CONN_F_DROUTE
        case .masq: IP_VS_CONN_F_MASQ
        case .ipip, .gre, .gue: IP_VS_CONN_F_TUNNEL
        case .local: IP_VS_CONN_F_LOCALNODE
        case .bypass: IP_VS_CONN_F_BYPASS
        }
    }

    /// Converts the kernel's numbers to a method.
    ///
    /// **Errors:** nil for an unknown method or tunnel.
    init?(method: UInt32, tunnel: UInt8, port: UInt16, flags: UInt16) {
        switch Int32(truncatingIfNeeded: method & UInt32(IP_VS_CONN_F_FWD_MASK)) {
        case IP_VS_CONN_F_DROUTE: self = .gate
        case IP_VS_CONN_F_MASQ: self = .masq
        case IP_VS_CONN_F_LOCALNODE: self = .local
        case IP_VS_CONN_F_BYPASS: self = .bypass
        case IP_VS_CONN_F_TUNNEL:
            let checksum = TunnelChecksum(kernelFlags: flags)
            switch Int(tunnel) {
            case IP_VS_CONN_F_TUNNEL_TYPE_IPIP: self = .ipip
            case IP_VS_CONN_F_TUNNEL_TYPE_GRE: self = .gre(checksum: checksum)
            case IP_VS_CONN_F_TUNNEL_TYPE_GUE: self = .gue(port: port, checksum: checksum)
            default: return nil
            }
        default: return nil
        }
    }
}

extension TunnelChecksum {
    /// Source: `linux/ip_vs.h`, `IP_VS_TUNNEL_ENCAP_FLAG_*`.
    fileprivate var kernelFlags: UInt16 {
        switch self {
        case .none: UInt16(IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM)
        case .checksum: UInt16(IP_VS_TUNNEL_ENCAP_FLAG_CSUM)
        case .remote: UInt16(IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM)
        }
    }

    fileprivate init(kernelFlags flags: UInt16) {
        if flags & UInt16(IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM) != 0 {
            self = .remote
        } else if flags & UInt16(IP_VS_TUNNEL_ENCAP_FLAG_CSUM) != 0 {
            self = .checksum
        } else {
            self = .none
        }
    }
}
