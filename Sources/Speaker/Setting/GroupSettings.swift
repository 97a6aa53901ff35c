import Addresses
import Model
import VRRP

/// A group of virtual routers whose addresses move as one.
public struct GroupSettings: Sendable, Hashable {
    /// The name, unique among the groups.
    public var name: String
    /// The virtual routers; the first one decides equal priorities, and its number is the number
    /// of the group in reports.
    ///
    /// **Shape:** 1...32.
    public var routers: [RouterSettings]
    /// The version of the advertisements.
    public var version = ProtocolVersion.three
    /// 1...254, or 255 for the owner of the addresses.
    ///
    /// Default 100.
    public var priority: UInt8 = 100
    /// Time between advertisements, 10 ms...40.95 s; whole seconds in version 2.
    ///
    /// Default 1 s.
    public var interval = Duration.seconds(1)
    /// Whether a node of higher priority takes the role from a healthy active node.
    ///
    /// Default true.
    public var preempts = true
    /// Time for which a healthy active node of lower priority keeps the role.
    ///
    /// Default none.
    public var preemptDelay = Duration.zero
    /// Version 2 only: the password of authentication type 1, at most eight bytes; nil for none.
    public var password: String?
    /// The authentication of packets by a trailer; nil: packets have none.
    public var authentication: PacketAuthentication?
    /// Whether the addresses have the virtual MAC address of their virtual router.
    ///
    /// They are on interfaces of their own then, which exist on every node and are switched on
    /// with the role. Default false.
    public var hasVirtualMAC = false
    /// The form of the checksum that is sent in version 3 over IPv4.
    ///
    /// Default: that of keepalived and FRR. Both are accepted.
    public var checksum = ChecksumForm.pseudoHeader
    /// Whether a node that hears no peer and reaches none of its gateways can't have the role.
    ///
    /// Default true.
    public var releasesWhenIsolated = true
    /// Period of announcements while the node has the role; nil for those after a takeover alone.
    ///
    /// Default 60 s.
    public var announcementPeriod: Duration? = .seconds(60)

    /// Creates a group with the defaults.
    public init(name: String, routers: [RouterSettings]) {
        self.name = name
        self.routers = routers
    }

    /// The most virtual routers.
    public static let routerLimit = 32

    /// The addresses of all routers, with the interfaces of the settings.
    public var addresses: [InterfaceAddress] { routers.flatMap(\.addresses) }

    func check(at place: String) throws(UnfitField) {
        guard !routers.isEmpty else {
            throw UnfitField("\(place).routers", "at least one expected")
        }
        let units = Int((interval / version.intervalUnit).rounded())
        guard version.intervalUnits.contains(units), version.intervalUnit * units == interval
        else {
            throw UnfitField(
                "\(place).interval",
                version == .two ? "1...255 whole seconds expected" : "10 ms...40.95 s expected")
        }
        guard version == .three || routers.allSatisfy({ $0.family == .ipv4 }) else {
            throw UnfitField("\(place).version", "version 3 is necessary for IPv6")
        }
        guard password == nil || version == .two && (password?.utf8.count ?? 0) <= 8 else {
            throw UnfitField("\(place).password", "version 2 and at most 8 bytes expected")
        }
        guard password == nil || authentication == nil else {
            throw UnfitField("\(place).authentication", "password or authentication expected")
        }
        let interfaces = routers.map { Set($0.addresses.map(\.interface)).count }
        guard !hasVirtualMAC || interfaces.allSatisfy({ $0 == 1 }) else {
            throw UnfitField(
                "\(place).virtualMac", "one interface for each virtual router expected")
        }
        try authentication?.check(at: "\(place).authentication")
    }
}

extension GroupSettings {
    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        self.init(
            name: try fields.text("name"),
            routers: try fields.list("routers", limit: Self.routerLimit, RouterSettings.init))
        version = try fields.number("version", in: 2...3, default: 3) == 2 ? .two : .three
        priority = UInt8(try fields.number("priority", in: 1...255, default: 100))
        interval = try fields.duration("interval", in: 10...255_000, default: interval)
        preempts = try fields.flag("preempts", default: preempts)
        preemptDelay = try fields.duration(
            "preemptDelay", in: 0...86_400_000, default: preemptDelay)
        password = try fields.optionalText("password")
        if fields.value("authentication") != nil {
            authentication = try PacketAuthentication(
                try fields.object("authentication"), interval: interval)
        }
        hasVirtualMAC = try fields.flag("virtualMac", default: hasVirtualMAC)
        switch try fields.text("checksum", default: "pseudoHeader") {
        case "pseudoHeader": checksum = .pseudoHeader
        case "message": checksum = .message
        case "pseudoHeaderOfGroup": checksum = .pseudoHeaderOfGroup
        default:
            throw fields.unfit("checksum", "pseudoHeader, message or pseudoHeaderOfGroup expected")
        }
        releasesWhenIsolated = try fields.flag(
            "releasesWhenIsolated", default: releasesWhenIsolated)
        if let period = fields.value("announcementPeriod") {
            announcementPeriod =
                period == .number(0)
                ? nil
                : try fields.duration("announcementPeriod", in: 100...86_400_000, default: .zero)
        }
    }

    var json: JSONValue {
        let form =
            switch checksum {
            case .pseudoHeader: "pseudoHeader"
            case .message: "message"
            case .pseudoHeaderOfGroup: "pseudoHeaderOfGroup"
            }
        return .fields([
            "name": .text(name), "routers": .list(routers.map(\.json)),
            "version": .number(Int(version.rawValue)), "priority": .number(Int(priority)),
            "interval": .milliseconds(interval), "preempts": .flag(preempts),
            "preemptDelay": .milliseconds(preemptDelay), "password": password.map { .text($0) },
            "authentication": authentication?.json, "virtualMac": .flag(hasVirtualMAC),
            "checksum": .text(form), "releasesWhenIsolated": .flag(releasesWhenIsolated),
            "announcementPeriod": announcementPeriod.map { .milliseconds($0) } ?? .number(0),
        ])
    }
}
