/// The forwarding method of packets from the load balancer to a real server.
///
/// Source: `ipvsadm(8)`, `-g -m -i`.
public enum Forwarding: Sendable, Hashable {
    /// Direct routing: the frame is sent to the server's MAC; the server replies to the client
    /// directly.
    case gate
    /// NAT: addresses are rewritten; replies return through the load balancer.
    case masq
    /// Tunnel, IP in IP (RFC 2003).
    case ipip
    /// Tunnel, GRE (RFC 2784).
    case gre(checksum: TunnelChecksum)
    /// Tunnel, Generic UDP Encapsulation, to this port of the server.
    case gue(port: UInt16, checksum: TunnelChecksum)
    /// The kernel's method for a destination on this host; never in a document.
    case local
    /// The kernel's method for a packet that is not balanced; never in a document.
    case bypass

    /// Whether the method is `ipip`, `gre` or `gue`.
    public var isTunnel: Bool {
        switch self {
        case .ipip, .gre, .gue: true
        case .gate, .masq, .local, .bypass: false
        }
    }

    /// The document's word for the method, without its parameters.
    public var method: String {
        switch self {
        case .gate: "gate"
        case .masq: "masq"
        case .ipip: "ipip"
        case .gre: "gre"
        case .gue: "gue"
        case .local: "local"
        case .bypass: "bypass"
        }
    }
}

extension Forwarding: CustomStringConvertible {
    /// The method with its parameters: `gue:6080+remote`.
    public var description: String {
        switch self {
        case .gue(let port, let checksum): "gue:\(port)" + checksum.suffix
        case .gre(let checksum): "gre" + checksum.suffix
        default: method
        }
    }
}
