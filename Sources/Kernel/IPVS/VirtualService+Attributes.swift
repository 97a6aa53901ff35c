import Addresses
import CNetlink
import Model

extension VirtualService {
    /// Writes the identity and the whole configuration.
    ///
    /// All flag bits are marked as valid, so that an edit also clears bits.
    /// Source: `linux/ip_vs.h`, `IPVS_SVC_ATTR_*`.
    func put(into builder: MessageBuilder) {
        key.put(into: builder)
        builder.put(IPVS_SVC_ATTR_SCHED_NAME, scheduler.rawValue)
        if let engine = persistence?.engine {
            builder.put(IPVS_SVC_ATTR_PE_NAME, engine.rawValue)
        }
        builder.put(
            IPVS_SVC_ATTR_FLAGS, bytesOf: ip_vs_flags(flags: kernelFlags, mask: 0xffff_ffff))
        builder.put(IPVS_SVC_ATTR_TIMEOUT, UInt32(clamping: persistence?.timeout ?? 0))
        builder.put(IPVS_SVC_ATTR_NETMASK, kernelNetmask)
    }

    private var kernelFlags: UInt32 {
        var flags = schedulerFlags.rawValue & Self.schedulerBits
        if onePacket { flags |= UInt32(IP_VS_SVC_F_ONEPACKET) }
        if persistence != nil { flags |= UInt32(IP_VS_SVC_F_PERSISTENT) }
        return flags
    }

    /// The kernel's value of the prefix that identifies a client.
    ///
    /// IPv4: a mask in network order. IPv6: a number of bits in host order.
    private var kernelNetmask: UInt32 {
        let bits = key.family.bits
        let length = min(persistence?.prefixLength ?? bits, bits)
        guard key.family == .ipv4 else { return UInt32(length) }
        return length == 0 ? 0 : (UInt32.max << (32 - UInt32(length))).bigEndian
    }

    private static let schedulerBits =
        UInt32(IP_VS_SVC_F_SCHED1) | UInt32(IP_VS_SVC_F_SCHED2) | UInt32(IP_VS_SVC_F_SCHED3)
}

extension ObservedService {
    /// Parses a service without its destinations.
    ///
    /// **Errors:** nil when a mandatory attribute is missing or invalid.
    init?(_ attributes: AttributeWalk, in bytes: RawSpan) {
        var fields = ServiceFields()
        var walk = attributes
        while let attribute = walk.next(in: bytes) { fields.read(attribute, in: bytes) }
        guard let service = fields.service(in: bytes) else { return nil }
        self.init(
            service: service,
            counters: TrafficCounters(wide: fields.wide, narrow: fields.narrow, in: bytes))
    }

    /// Whether a message has all that identifies a service, but of an unknown protocol or family.
    static func isUnknown(_ attributes: AttributeWalk, in bytes: RawSpan) -> Bool {
        var fields = ServiceFields()
        var walk = attributes
        while let attribute = walk.next(in: bytes) { fields.read(attribute, in: bytes) }
        return fields.isUnknown
    }
}

/// The attributes of a service, in any order.
private struct ServiceFields {
    var family: UInt16?
    var transport: UInt16?
    var address: Attribute?
    var port: UInt16?
    var mark: UInt32?
    var scheduler: String?
    var engine: String?
    var flags: UInt32?
    var timeout: UInt32 = 0
    var netmask: UInt32?
    var wide: Attribute?
    var narrow: Attribute?

    mutating func read(_ attribute: Attribute, in bytes: RawSpan) {
        switch attribute.type {
        case IPVS_SVC_ATTR_AF: family = bytes.integer(UInt16.self, of: attribute)
        case IPVS_SVC_ATTR_PROTOCOL: transport = bytes.integer(UInt16.self, of: attribute)
        case IPVS_SVC_ATTR_ADDR: address = attribute
        case IPVS_SVC_ATTR_PORT: port = bytes.integer(UInt16.self, of: attribute)
        case IPVS_SVC_ATTR_FWMARK: mark = bytes.integer(UInt32.self, of: attribute)
        case IPVS_SVC_ATTR_SCHED_NAME: scheduler = bytes.text(attribute)
        case IPVS_SVC_ATTR_PE_NAME: engine = bytes.text(attribute)
        case IPVS_SVC_ATTR_FLAGS: flags = bytes.integer(UInt32.self, of: attribute)
        case IPVS_SVC_ATTR_TIMEOUT: timeout = bytes.integer(UInt32.self, of: attribute) ?? 0
        case IPVS_SVC_ATTR_NETMASK: netmask = bytes.integer(UInt32.self, of: attribute)
        case IPVS_SVC_ATTR_STATS64: wide = attribute
        case IPVS_SVC_ATTR_STATS: narrow = attribute
        default: break
        }
    }

    func service(in bytes: RawSpan) -> VirtualService? {
        guard let key = key(in: bytes), let scheduler, let flags else { return nil }
        return VirtualService(
            key: key, scheduler: Scheduler(rawValue: scheduler),
            schedulerFlags: SchedulerFlags(rawValue: flags).intersection([.fallback, .port, .third]
            ),
            onePacket: flags & UInt32(IP_VS_SVC_F_ONEPACKET) != 0,
            persistence: flags & UInt32(IP_VS_SVC_F_PERSISTENT) == 0 ? nil : persistence(of: key))
    }

    var isUnknown: Bool {
        guard scheduler != nil, flags != nil, let family else { return false }
        if AddressFamily(number: family) == nil { return mark != nil || address != nil }
        guard mark == nil, address != nil, port != nil, let transport else { return false }
        return TransportProtocol(number: transport) == nil
    }

    private func key(in bytes: RawSpan) -> ServiceKey? {
        guard let family = family.flatMap({ AddressFamily(number: $0) }) else { return nil }
        if let mark { return .mark(mark, family) }
        guard let transport = transport.flatMap({ TransportProtocol(number: $0) }), let port,
            let address = address.flatMap({ bytes.address($0, family: family) })
        else { return nil }
        return .listen(transport, Endpoint(address, port: UInt16(bigEndian: port)))
    }

    private func persistence(of key: ServiceKey) -> Persistence {
        Persistence(
            timeout: Int(timeout), prefixLength: prefixLength(of: key.family),
            engine: engine.flatMap { $0.isEmpty ? nil : PersistenceEngine(rawValue: $0) })
    }

    /// Number of address bits that identify a client; nil: all of them.
    ///
    /// 255 represents a mask with holes. No document can contain one, so it differs from every
    /// desired value.
    private func prefixLength(of family: AddressFamily) -> UInt8? {
        guard let netmask else { return nil }
        if family == .ipv6 {
            return netmask == 128 ? nil : UInt8(clamping: netmask)
        }
        let mask = UInt32(bigEndian: netmask)
        if mask == .max { return nil }
        let length = (~mask).leadingZeroBitCount
        return mask == ~(UInt32.max >> length) ? UInt8(length) : 255
    }
}
