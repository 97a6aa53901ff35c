/// Connection timeouts.
///
/// Source: `ipvsadm(8)`, `--set`.
///
/// **Unit and range:** seconds, 0...2073600; 0 keeps the kernel's value.
public struct IPVSTimeouts: Sendable, Hashable, Codable {
    /// An established TCP connection without packets.
    public var tcp: Int
    /// A TCP connection after a FIN.
    public var tcpFin: Int
    /// A UDP flow without packets.
    public var udp: Int

    /// Creates timeouts.
    public init(tcp: Int = 0, tcpFin: Int = 0, udp: Int = 0) {
        self.tcp = tcp
        self.tcpFin = tcpFin
        self.udp = udp
    }
}
