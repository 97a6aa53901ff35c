import CNetlink
import Model

extension NetlinkMessage {
    /// The nested attributes of this type in an IPVS message.
    ///
    /// Source: `linux/ip_vs.h`, `IPVS_CMD_ATTR_SERVICE`, `IPVS_CMD_ATTR_DEST`.
    func part(_ type: Int, in datagram: RawSpan) -> AttributeWalk? {
        var walk = attributes(after: MemoryLayout<genlmsghdr>.size)
        while let attribute = walk.next(in: datagram) {
            if attribute.type == type { return AttributeWalk(inside: attribute) }
        }
        return nil
    }
}

extension IPVSTimeouts {
    /// Parses the timeouts of an answer.
    ///
    /// **Errors:** nil unless all three are present. Source: `IPVS_CMD_ATTR_TIMEOUT_*`.
    init?(_ message: NetlinkMessage, in datagram: RawSpan) {
        var seconds: [Int: UInt32] = [:]
        var walk = message.attributes(after: MemoryLayout<genlmsghdr>.size)
        while let attribute = walk.next(in: datagram) {
            seconds[attribute.type] = datagram.integer(UInt32.self, of: attribute)
        }
        guard let tcp = seconds[IPVS_CMD_ATTR_TIMEOUT_TCP],
            let tcpFin = seconds[IPVS_CMD_ATTR_TIMEOUT_TCP_FIN],
            let udp = seconds[IPVS_CMD_ATTR_TIMEOUT_UDP]
        else { return nil }
        self.init(tcp: Int(tcp), tcpFin: Int(tcpFin), udp: Int(udp))
    }
}
