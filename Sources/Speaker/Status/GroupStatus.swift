import Addresses
import Model
import VRRP

/// The state of a group of virtual addresses on this node.
public struct GroupStatus: Sendable, Hashable {
    /// The name of the group.
    public var name: String
    /// The role of this node.
    public var role: Report.Role
    /// The time for which it has had the role.
    public var age = Duration.zero
    /// The time for which the election runs.
    public var uptime = Duration.zero
    /// Whether the role stays where it is, as far as this node knows.
    public var isSettled = true
    /// The priority after deductions.
    public var priority: UInt8 = 0
    /// Whether the node is in standby.
    public var isStandingBy = false
    /// Number of takeovers of the process.
    public var takeovers = 0
    /// Number of addresses that this node has.
    public var held = 0
    /// Addresses that the node should have and lacks.
    public var missing: [String] = []
    /// Addresses of the group that another program keeps on this node.
    public var foreign: [String] = []
    /// The other nodes whose reports are heard.
    public var peers: [PeerStatus] = []
    /// The routers that send advertisements and no reports, silent ones too.
    public var strangers: [StrangerStatus] = []
    /// The active node that this node does not hear and another one does; nil: none.
    public var witnessed: String?
    /// The addresses of other hosts that run as this node.
    public var twins: [String] = []
    /// The virtual routers that no router advertises while another program advertises the others.
    public var unadvertised: [String] = []
    /// The addresses of one of the two documents only, a sentence each, while that of the active
    /// node differs from this node's.
    public var disputed: [String] = []

    /// Creates the state of a group.
    public init(name: String, role: Report.Role) {
        self.name = name
        self.role = role
    }

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        // This node can't use the role of a later version.
        let role = Report.Role(word: try fields.text("role")) ?? .faulty
        self.init(name: try fields.text("name"), role: role)
        age = try fields.duration("age", in: 0...Int.max, default: .zero)
        uptime = try fields.duration("uptime", in: 0...Int.max, default: .zero)
        isSettled = try fields.flag("isSettled", default: true)
        priority = UInt8(try fields.number("priority", in: 0...255))
        isStandingBy = try fields.flag("isStandingBy")
        takeovers = try fields.number("takeovers", in: 0...Int.max)
        held = try fields.number("held", in: 0...Int.max)
        missing = fields.knownTexts("missing", limit: Self.listed)
        foreign = fields.knownTexts("foreign", limit: Self.listed)
        peers = fields.known("peers", limit: Self.listed, PeerStatus.init)
        strangers = fields.known("strangers", limit: Self.listed, StrangerStatus.init)
        witnessed = try fields.optionalText("witnessed")
        twins = fields.knownTexts("twins", limit: Self.listed)
        disputed = fields.knownTexts("disputed", limit: Self.listed)
        unadvertised = fields.knownTexts("unadvertised", limit: Self.listed)
    }

    var json: JSONValue {
        .fields([
            "name": .text(name), "role": .text(role.word), "age": .milliseconds(age),
            "priority": .number(Int(priority)), "isStandingBy": .flag(isStandingBy),
            "takeovers": .number(takeovers), "held": .number(held),
            "missing": .texts(missing.prefix(Self.listed)),
            "foreign": .texts(foreign.prefix(Self.listed)), "peers": .list(peers.map(\.json)),
            "strangers": .list(strangers.map(\.json)), "uptime": .milliseconds(uptime),
            "isSettled": .flag(isSettled), "witnessed": witnessed.map { .text($0) },
            "twins": .texts(twins.prefix(Self.listed)),
            "disputed": .texts(disputed.prefix(Self.listed)),
            "unadvertised": .texts(unadvertised.prefix(Self.listed)),
        ])
    }

    /// The most addresses in a list of the status.
    private static let listed = 16
}
