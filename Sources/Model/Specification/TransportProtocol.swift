/// A transport protocol that IPVS balances; the raw value is the document's word.
public enum TransportProtocol: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Transmission Control Protocol.
    case tcp
    /// User Datagram Protocol.
    case udp
    /// Stream Control Transmission Protocol.
    case sctp

    /// The number in the IP header.
    ///
    /// Source: `netinet/in.h`, `IPPROTO_*`.
    public var number: UInt8 {
        switch self {
        case .tcp: 6
        case .udp: 17
        case .sctp: 132
        }
    }

    /// By number.
    public static func < (left: TransportProtocol, right: TransportProtocol) -> Bool {
        left.number < right.number
    }
}
