import VRRP

/// Another node of the cluster, as its reports describe it.
public struct PeerStatus: Sendable, Hashable {
    /// The name, or "unknown node" with the address of a node that the settings do not name.
    public var node: String
    /// Whether the settings name the node; another one never gets the role.
    public var isMember: Bool
    /// Its role.
    public var role: Report.Role
    /// Its priority after deductions.
    public var priority: UInt8
    /// The sum of its deductions.
    public var penalty: UInt8
    /// Whether it can take the role over.
    public var isCandidate: Bool
    /// Whether its packets arrive.
    public var isHeard: Bool
    /// Whether the operator has put it in standby.
    public var isStandingBy: Bool
    /// Whether another program has addresses of the group there.
    public var hasForeignAddresses: Bool
    /// Whether it hears this node.
    public var hearsThisNode: Bool
    /// The time since its last packet on each link.
    public var silence: [String: Duration]
    /// The time since its last packet on any link.
    public var age: Duration
    /// The nodes that it does not hear although this node does.
    public var unheard: [String] = []
    /// The links over which nothing is heard of it, while it is heard over another one.
    public var silentLinks: [String] = []
    /// The address of another host that runs as the same node; nil: there is none.
    public var twin: String?
    /// Whether it was without a controller for longer than its grace.
    public var lacksController: Bool
    /// Whether it is a node of another cluster with other addresses.
    public var isForeign: Bool
    /// Whether the cluster has revoked it.
    public var isRevoked: Bool
    /// The time for which it sends probes over the link of the connections; nil: it sends none.
    public var probing: Duration?
    /// The time for which its document has other virtual addresses for the group; nil: the same.
    public var differing: Duration?
    /// The time for which it has or had the role.
    public var activeFor: Duration

    init(
        _ peer: Peer, name: String, isMember: Bool, silence: [String: Duration], _ now: Moment
    ) {
        node = name
        self.isMember = isMember
        role = peer.report.role
        priority = peer.report.priority
        penalty = peer.report.penalty
        isHeard = peer.isHeard(at: now)
        isCandidate = isMember && isHeard && peer.report.isCandidate
        isStandingBy = peer.report.isStandingBy
        hasForeignAddresses = peer.report.hasForeignAddresses
        // After its start it has not had the time to hear this one.
        let deaf = peer.deafSince.map { now - $0 } ?? .zero
        hearsThisNode = isHeard && deaf <= max(.seconds(1), peer.report.interval * 4)
        self.silence = silence
        age = now - peer.latest
        lacksController = isHeard && peer.report.lacksController
        isForeign = peer.isForeign
        isRevoked = isHeard && peer.report.isRevoked
        probing = isHeard ? peer.probesSince.map { now - $0 } : nil
        differing = isHeard ? peer.differsSince.map { now - $0 } : nil
        activeFor = peer.report.activeFor + (role == .active ? now - peer.reportedAt : .zero)
    }

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        let fields = try JSONFields(value, at: place)
        let role = Report.Role(word: try fields.text("role")) ?? .faulty
        node = try fields.text("node")
        isMember = try fields.flag("isMember", default: true)
        self.role = role
        priority = UInt8(try fields.number("priority", in: 0...255))
        penalty = UInt8(try fields.number("penalty", in: 0...255))
        isCandidate = try fields.flag("isCandidate")
        hearsThisNode = try fields.flag("hearsThisNode")
        isHeard = try fields.flag("isHeard", default: true)
        isStandingBy = try fields.flag("isStandingBy", default: false)
        hasForeignAddresses = try fields.flag("hasForeignAddresses", default: false)
        age = try fields.duration("age", in: 0...Int.max, default: .zero)
        unheard = fields.knownTexts("unheard", limit: Self.listed)
        silentLinks = fields.knownTexts("silentLinks", limit: Self.listed)
        twin = try fields.optionalText("twin")
        lacksController = try fields.flag("lacksController", default: false)
        isForeign = try fields.flag("isForeign", default: false)
        isRevoked = try fields.flag("isRevoked", default: false)
        probing = try fields.optionalDuration("probing")
        differing = try fields.optionalDuration("differing")
        activeFor = try fields.duration("activeFor", in: 0...Int.max, default: .zero)
        silence = [:]
        if case .object(let links)? = fields.value("silence") {
            for (link, value) in links {
                if case .number(let number) = value { silence[link] = .milliseconds(number) }
            }
        }
    }

    /// The most names in a list.
    private static let listed = 16

    var json: JSONValue {
        .fields([
            "node": .text(node), "isMember": .flag(isMember), "role": .text(role.word),
            "priority": .number(Int(priority)), "penalty": .number(Int(penalty)),
            "isCandidate": .flag(isCandidate),
            "hearsThisNode": .flag(hearsThisNode), "isHeard": .flag(isHeard),
            "isStandingBy": .flag(isStandingBy), "age": .milliseconds(age),
            "hasForeignAddresses": .flag(hasForeignAddresses),
            "silence": .object(silence.mapValues { .milliseconds($0) }),
            "unheard": .texts(unheard.prefix(Self.listed)),
            "silentLinks": .texts(silentLinks.prefix(Self.listed)),
            "twin": twin.map { .text($0) },
            "lacksController": .flag(lacksController), "isForeign": .flag(isForeign),
            "isRevoked": .flag(isRevoked), "probing": probing.map { .milliseconds($0) },
            "differing": differing.map { .milliseconds($0) },
            "activeFor": .milliseconds(activeFor),
        ])
    }
}
