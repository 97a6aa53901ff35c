import Addresses
import CNetlink
import Glibc

/// A neighbour in an rtnetlink message.
struct NeighbourRecord: Equatable {
    /// The address.
    let address: IPAddress
    /// The hardware address.
    let hardwareAddress: MACAddress

    /// **Errors:** nil for a message that is too short, and for a neighbour without a hardware
    /// address, or with one of another length.
    init?(_ message: NetlinkMessage, in datagram: RawSpan) {
        let header = MemoryLayout<ndmsg>.size
        let start = message.payload.lowerBound
        guard message.payload.count >= header,
            let family = datagram.integer(UInt8.self, at: start).flatMap({
                AddressFamily(number: UInt16($0))
            })
        else { return nil }
        var address: IPAddress?
        var hardware: MACAddress?
        var walk = message.attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(NDA_DST): address = datagram.address(attribute, family: family)
            case Int(NDA_LLADDR):
                hardware = MACAddress(
                    bytes: attribute.value.compactMap { datagram.integer(UInt8.self, at: $0) })
            default: break
            }
        }
        guard let address, !address.isMulticast, let hardware else { return nil }
        self.address = address
        hardwareAddress = hardware
    }
}
