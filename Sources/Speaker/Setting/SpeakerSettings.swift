import Addresses
import VRRP

/// The settings of the election process: the part of the document that it needs, for one node.
public struct SpeakerSettings: Sendable, Hashable {
    /// The name of this node.
    public var node: String
    /// The names of all nodes: no other one gets the role; empty: every node that is heard may.
    public var nodes: [String]
    /// The addresses of the nodes that have one, by which other programs on them are named.
    public var addresses: [String: IPAddress] = [:]
    /// The address that decides between equal priorities: the same on all links, different on
    /// every node.
    public var address: IPAddress
    /// The links over which the nodes hear each other.
    ///
    /// **Shape:** 1...16, each interface at most once. The position is the link's number.
    public var links: [LinkSettings]
    /// The groups of addresses that move as one.
    ///
    /// **Shape:** 0...64, with unique names.
    public var groups: [GroupSettings]
    /// Time for which the node keeps its priority without a controller.
    ///
    /// Default 60 s.
    public var controllerGrace = Duration.seconds(60)

    /// Creates settings.
    public init(
        node: String, nodes: [String] = [], address: IPAddress, links: [LinkSettings],
        groups: [GroupSettings]
    ) {
        self.node = node
        self.nodes = nodes
        self.address = address
        self.links = links
        self.groups = groups
    }

    /// The most links.
    public static let linkLimit = 16
    /// The most groups.
    public static let groupLimit = 64
    /// The most virtual addresses of all groups; each needs half a kilobyte of locked memory.
    public static let addressLimit = 2048

    /// Compares the parts with each other.
    ///
    /// **Errors:** the first contradiction: two links on one interface, two groups of one name, a
    /// virtual router or an address in two places, two nodes with the same number, version 2 with
    /// IPv6 or with an interval that is no whole second.
    public func check() throws(UnfitField) {
        guard !links.isEmpty || groups.isEmpty else {
            throw UnfitField("links", "at least one expected")
        }
        try Self.unique(links.map(\.name), in: "links", "the interface or device is used twice")
        try Self.unique(groups.map(\.name), in: "groups", "the name is used twice")
        try Self.unique(
            (Set(nodes).union([node])).sorted().map(NodeID.init(name:)), in: "nodes",
            "two names have the same number; rename one")
        let routers = groups.flatMap(\.routers)
        try Self.unique(
            routers.map { "\($0.routerID) \($0.family)" }, in: "groups",
            "a virtual router of one family is used twice")
        try Self.unique(
            groups.map { $0.routers.first?.routerID }, in: "groups",
            "two groups begin with the same virtual router")
        let addresses = routers.flatMap(\.addresses)
        try Self.unique(addresses, in: "groups", "an address is used twice")
        guard addresses.count <= Self.addressLimit else {
            throw UnfitField("groups", "at most \(Self.addressLimit) addresses expected")
        }
        for (index, group) in groups.enumerated() {
            try group.check(at: "groups[\(index)]")
        }
    }

    private static func unique(
        _ values: [some Hashable], in place: String, _ reason: String
    ) throws(UnfitField) {
        guard Set(values).count == values.count else { throw UnfitField(place, reason) }
    }
}

extension SpeakerSettings {
    /// Decodes settings.
    ///
    /// **Errors:** the first field that can't be used.
    public init(_ value: JSONValue) throws(UnfitField) {
        let fields = try JSONFields(value, at: "settings")
        self.init(
            node: try fields.text("node"),
            nodes: try fields.parsedList("nodes", limit: 64, as: String.self),
            address: try fields.parsed("address", as: IPAddress.self),
            links: try fields.list("links", limit: Self.linkLimit, LinkSettings.init),
            groups: try fields.list("groups", limit: Self.groupLimit, GroupSettings.init))
        controllerGrace = try fields.duration(
            "controllerGrace", in: 0...86_400_000, default: controllerGrace)
        if fields.value("addresses") != nil {
            let given = try fields.object("addresses")
            for name in nodes where given.value(name) != nil {
                addresses[name] = try given.parsed(name, as: IPAddress.self)
            }
        }
        try check()
    }

    /// The settings in JSON; times are milliseconds.
    public var json: JSONValue {
        .fields([
            "node": .text(node), "nodes": .texts(nodes), "address": .text(address.description),
            "links": .list(links.map(\.json)), "groups": .list(groups.map(\.json)),
            "controllerGrace": .milliseconds(controllerGrace),
            "addresses": .object(addresses.mapValues { .text($0.description) }),
        ])
    }
}
