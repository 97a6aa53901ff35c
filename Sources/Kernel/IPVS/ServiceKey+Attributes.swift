import Addresses
import CNetlink
import Glibc
import Model

extension AddressFamily {
    /// `AF_INET` or `AF_INET6`.
    var number: UInt16 { UInt16(self == .ipv4 ? AF_INET : AF_INET6) }

    /// **Errors:** nil for another number.
    init?(number: UInt16) {
        switch Int32(number) {
        case AF_INET: self = .ipv4
        case AF_INET6: self = .ipv6
        default: return nil
        }
    }
}

extension TransportProtocol {
    /// **Errors:** nil for a protocol that IPVS does not balance.
    init?(number: UInt16) {
        guard let match = Self.allCases.first(where: { UInt16($0.number) == number }) else {
            return nil
        }
        self = match
    }
}

extension ServiceKey {
    /// Writes the attributes that identify a service: for a mark, only family and mark.
    ///
    /// Source: `linux/ip_vs.h`, `IPVS_SVC_ATTR_AF` ... `_FWMARK`.
    func put(into builder: MessageBuilder) {
        builder.put(IPVS_SVC_ATTR_AF, family.number)
        switch self {
        case .listen(let transport, let endpoint):
            builder.put(IPVS_SVC_ATTR_PROTOCOL, UInt16(transport.number))
            builder.put(IPVS_SVC_ATTR_ADDR, endpoint.address)
            builder.put(IPVS_SVC_ATTR_PORT, endpoint.port.bigEndian)
        case .mark(let mark, _):
            builder.put(IPVS_SVC_ATTR_FWMARK, mark)
        }
    }
}
