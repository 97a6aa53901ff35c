/// Checksum of a tunnel's outer header.
///
/// Source: `linux/ip_vs.h`, `IP_VS_TUNNEL_ENCAP_FLAG_*`.
public enum TunnelChecksum: String, Sendable, Hashable, Codable, CaseIterable {
    /// No checksum.
    case none
    /// A checksum.
    case checksum
    /// Remote checksum offload; `gue` only.
    case remote
}

extension TunnelChecksum {
    var suffix: String { self == .none ? "" : "+\(rawValue)" }
}
