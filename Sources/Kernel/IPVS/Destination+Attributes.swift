import Addresses
import CNetlink
import Model

extension Endpoint {
    /// Writes the attributes that identify a destination within its service.
    ///
    /// Source: `linux/ip_vs.h`, `IPVS_DEST_ATTR_ADDR_FAMILY`, `_ADDR`, `_PORT`.
    func put(into builder: MessageBuilder) {
        builder.put(IPVS_DEST_ATTR_ADDR_FAMILY, address.family.number)
        builder.put(IPVS_DEST_ATTR_ADDR, address)
        builder.put(IPVS_DEST_ATTR_PORT, port.bigEndian)
    }
}

extension Destination {
    /// Writes the identity and the whole configuration, optionally with another weight.
    func put(into builder: MessageBuilder, weight other: Int? = nil) {
        endpoint.put(into: builder)
        forwarding.put(into: builder)
        builder.put(IPVS_DEST_ATTR_WEIGHT, UInt32(clamping: other ?? weight))
        builder.put(IPVS_DEST_ATTR_U_THRESH, UInt32(clamping: limits.upper))
        builder.put(IPVS_DEST_ATTR_L_THRESH, UInt32(clamping: limits.lower))
    }
}

extension ObservedDestination {
    /// Parses a destination of a service of this family.
    ///
    /// **Errors:** nil when a mandatory attribute is missing or invalid.
    init?(_ attributes: AttributeWalk, of family: AddressFamily, in bytes: RawSpan) {
        var fields = DestinationFields()
        var walk = attributes
        while let attribute = walk.next(in: bytes) { fields.read(attribute, in: bytes) }
        guard let destination = fields.destination(of: family, in: bytes) else { return nil }
        self.init(
            destination: destination, connections: fields.connections,
            counters: TrafficCounters(wide: fields.wide, narrow: fields.narrow, in: bytes))
    }

    /// Whether a message has all that identifies a destination, but with an unknown forwarding
    /// method, tunnel or family.
    static func isUnknown(
        _ attributes: AttributeWalk, of family: AddressFamily, in bytes: RawSpan
    ) -> Bool {
        var fields = DestinationFields()
        var walk = attributes
        while let attribute = walk.next(in: bytes) { fields.read(attribute, in: bytes) }
        return fields.isUnknown(of: family)
    }
}

/// The attributes of a destination, in any order.
private struct DestinationFields {
    var family: UInt16?
    var address: Attribute?
    var port: UInt16?
    var method: UInt32?
    var weight: UInt32?
    var limits = ConnectionLimits()
    var tunnel: UInt8 = 0
    var tunnelPort: UInt16 = 0
    var tunnelFlags: UInt16 = 0
    var connections = ConnectionCounts()
    var wide: Attribute?
    var narrow: Attribute?

    mutating func read(_ attribute: Attribute, in bytes: RawSpan) {
        var number: Int { Int(bytes.integer(UInt32.self, of: attribute) ?? 0) }
        var word: UInt16 { bytes.integer(UInt16.self, of: attribute) ?? 0 }
        switch attribute.type {
        case IPVS_DEST_ATTR_ADDR_FAMILY: family = word
        case IPVS_DEST_ATTR_ADDR: address = attribute
        case IPVS_DEST_ATTR_PORT: port = bytes.integer(UInt16.self, of: attribute)
        case IPVS_DEST_ATTR_FWD_METHOD: method = bytes.integer(UInt32.self, of: attribute)
        case IPVS_DEST_ATTR_WEIGHT: weight = bytes.integer(UInt32.self, of: attribute)
        case IPVS_DEST_ATTR_U_THRESH: limits.upper = number
        case IPVS_DEST_ATTR_L_THRESH: limits.lower = number
        case IPVS_DEST_ATTR_ACTIVE_CONNS: connections.active = number
        case IPVS_DEST_ATTR_INACT_CONNS: connections.inactive = number
        case IPVS_DEST_ATTR_PERSIST_CONNS: connections.persistent = number
        case IPVS_DEST_ATTR_TUN_TYPE: tunnel = bytes.integer(UInt8.self, of: attribute) ?? 0
        case IPVS_DEST_ATTR_TUN_PORT: tunnelPort = UInt16(bigEndian: word)
        case IPVS_DEST_ATTR_TUN_FLAGS: tunnelFlags = word
        case IPVS_DEST_ATTR_STATS64: wide = attribute
        case IPVS_DEST_ATTR_STATS: narrow = attribute
        default: break
        }
    }

    func destination(of service: AddressFamily, in bytes: RawSpan) -> Destination? {
        guard let family = family(of: service),
            let address = address.flatMap({ bytes.address($0, family: family) }), let port,
            let weight, let forwarding
        else { return nil }
        return Destination(
            endpoint: Endpoint(address, port: UInt16(bigEndian: port)), forwarding: forwarding,
            weight: Int(weight), limits: limits)
    }

    func isUnknown(of service: AddressFamily) -> Bool {
        guard address != nil, port != nil, weight != nil, method != nil else { return false }
        return family(of: service) == nil || forwarding == nil
    }

    /// Kernels before 3.18 send no family: it is that of the service.
    private func family(of service: AddressFamily) -> AddressFamily? {
        let number = family ?? service.number
        return number == 0 ? service : AddressFamily(number: number)
    }

    private var forwarding: Forwarding? {
        method.flatMap {
            Forwarding(method: $0, tunnel: tunnel, port: tunnelPort, flags: tunnelFlags)
        }
    }
}
