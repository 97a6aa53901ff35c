import Addresses
import CNetlink
import Glibc
import Model

/// An address in an rtnetlink message.
struct AddressRecord: Equatable {
    /// The index of its interface.
    let index: Int32
    /// The address.
    let prefix: Prefix
    /// `IFA_PROTO`; nil: none, or not supported by this kernel.
    let origin: UInt8?
    /// `IFA_F_TENTATIVE`, `IFA_F_DADFAILED` and other flags.
    let flags: UInt32
    /// Whether it has the scope `RT_SCOPE_HOST`.
    let isOfHost: Bool
    /// The moment at which it was added, in milliseconds since boot; nil: not known.
    ///
    /// Source: `IFA_CACHEINFO`, `cstamp`.
    let created: Int64?

    /// Whether the address is of a family that is neither IPv4 nor IPv6: MCTP and Phonet have some.
    static func isForeign(_ message: NetlinkMessage, in datagram: RawSpan) -> Bool {
        guard !message.payload.isEmpty,
            let family = datagram.integer(UInt8.self, at: message.payload.lowerBound)
        else { return false }
        return AddressFamily(number: UInt16(family)) == nil
    }

    /// **Errors:** nil when the message is too short, or has no address or an invalid prefix
    /// length.
    init?(_ message: NetlinkMessage, in datagram: RawSpan) {
        let header = MemoryLayout<ifaddrmsg>.size
        let start = message.payload.lowerBound
        // ifaddrmsg: family, prefix length, flags, scope, index.
        guard message.payload.count >= header,
            let family = datagram.integer(UInt8.self, at: start).flatMap({
                AddressFamily(number: UInt16($0))
            }),
            let length = datagram.integer(UInt8.self, at: start + 1),
            let short = datagram.integer(UInt8.self, at: start + 2),
            let scope = datagram.integer(UInt8.self, at: start + 3),
            let index = datagram.integer(Int32.self, at: start + 4)
        else { return nil }
        var local: IPAddress?
        var other: IPAddress?
        var origin: UInt8?
        var flags = UInt32(short)
        var created: Int64?
        var walk = message.attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(IFA_LOCAL): local = datagram.address(attribute, family: family)
            case Int(IFA_ADDRESS): other = datagram.address(attribute, family: family)
            case Int(IFA_FLAGS):
                flags = datagram.integer(UInt32.self, of: attribute) ?? flags
            case Int(IFA_CACHEINFO):
                // ifa_cacheinfo: preferred, valid, created, updated.
                let place = attribute.value.lowerBound + 8
                guard place + 4 <= attribute.value.upperBound else { continue }
                created = datagram.integer(UInt32.self, at: place).map { Int64($0) * 10 }
            case Int(IFA_PROTO): origin = datagram.integer(UInt8.self, of: attribute)
            default: break
            }
        }
        // On a point-to-point interface IFA_ADDRESS is the peer; IPv6 without a peer has only it.
        guard let address = local ?? other, let prefix = Prefix(address, length: length) else {
            return nil
        }
        isOfHost = Int(scope) == Int(RT_SCOPE_HOST.rawValue)
        self.index = index
        self.prefix = prefix
        self.origin = origin
        self.flags = flags
        self.created = created
    }
}
