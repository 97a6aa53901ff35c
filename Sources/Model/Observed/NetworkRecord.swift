import Addresses

/// The node's own network at one moment, for an operator: a plan for a record does not use it.
public struct NetworkRecord: Sendable, Hashable, Codable {
    /// The interfaces, by name.
    public var interfaces: [Interface] = []
    /// The routes, those of other programs too, without those that the kernel makes itself.
    public var routes: [Entry] = []
    /// The rules of routing, without those of the kernel.
    public var rules: [Entry] = []
    /// The name servers, in order.
    public var nameservers: [IPAddress] = []
    /// The domains of short names.
    public var search: [String] = []
    /// The reason why it could not be read; nil: it could.
    public var fault: String?

    /// An interface.
    public struct Interface: Sendable, Hashable, Codable {
        /// The name.
        public var name: String
        /// The kind, `bond` or `vlan`; nil: a physical one.
        public var kind: String?
        /// The largest IP packet, in bytes.
        public var mtu: Int
        /// Whether it is switched on.
        public var isUp: Bool
        /// Whether it has a carrier.
        public var hasCarrier: Bool
        /// The bond or bridge that it is a member of; nil: none.
        public var master: String?
        /// The interface on which it is; nil: none.
        public var parent: String?
        /// The number of a VLAN.
        public var vlan: Int?
        /// Whether Ballast has made it.
        public var ours: Bool
        /// The program that configures it; nil: none is known.
        public var manager: String?
    }

    /// A route or a rule, in the words of ip(8).
    public struct Entry: Sendable, Hashable, Codable {
        /// The words.
        public var text: String
        /// Whether Ballast has added it.
        public var ours: Bool
        /// The program that added it, as in ip-route(8); nil: unknown.
        public var origin: String?
    }

    /// Creates a network that could not be read.
    public init(fault: String) { self.fault = fault }

    /// Creates the record of a state.
    public init(_ state: NetworkState, _ ledger: NetworkLedger) {
        interfaces = state.links.sorted { $0.key < $1.key }.map { name, link in
            Interface(
                name: name, kind: link.kind, mtu: link.mtu, isUp: link.isUp,
                hasCarrier: link.hasCarrier, master: link.master, parent: link.parent,
                vlan: link.vlan.map { Int($0.id) }, ours: state.isOurs(link: name, ledger),
                manager: link.manager?.rawValue)
        }
        routes = (Array(state.routes.values) + state.others.filter { !$0.isOurs })
            .sorted { ($0.route.key, $0.route.description) < ($1.route.key, $1.route.description) }
            .map { Entry(text: "\($0.route)", ours: $0.isOurs, origin: $0.origin) }
            .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        rules = state.rules.sorted { $0.key < $1.key }.map {
            Entry(text: "\($0.key)", ours: $0.value)
        }
        nameservers = state.resolver.nameservers
        search = state.resolver.search
    }

    /// The wanted network with which a host reads all of its routes: one without this route.
    ///
    /// Source: RFC 1122 section 3.2.1.3: no packet has this destination.
    public static let question = NodeNetwork(
        manage: .none,
        routes: [
            NetworkRoute(to: Prefix(host: .v4(IPv4Address(rawValue: 0))))
        ])

    /// The lines for an operator.
    public var lines: [String] {
        if let fault { return [fault] }
        return interfaces.map(\.line)
            + routes.map { $0.line(as: "route") } + rules.map { $0.line(as: "rule") }
            + (nameservers.isEmpty
                ? [] : ["name servers " + nameservers.map(\.description).joined(separator: ", ")])
            + (search.isEmpty ? [] : ["search " + search.joined(separator: " ")])
    }
}

extension NetworkRecord.Interface {
    /// `bond0.2, vlan 2 of bond0, mtu 1500, Ballast's`.
    fileprivate var line: String {
        var words = [name]
        if let vlan, let parent {
            words.append("vlan \(vlan) of \(parent)")
        } else if let kind {
            words.append(kind + (parent.map { " of \($0)" } ?? ""))
        }
        if let master { words.append("in \(master)") }
        words.append("mtu \(mtu)")
        if !isUp { words.append("off") } else if !hasCarrier { words.append("no carrier") }
        if ours { words.append("Ballast's") }
        if let manager { words.append("of \(manager)") }
        return words.joined(separator: ", ")
    }
}

extension NetworkRecord.Entry {
    fileprivate func line(as kind: String) -> String {
        "\(kind) \(text)" + (ours ? ", Ballast's" : origin.map { ", of \($0)" } ?? "")
    }
}

extension NetworkRecord {
    /// The form of the network.
    public static let shape = RecordShape(
        "hostNetwork", "The network of the host, which a plan for a record does not use.",
        [
            .required("interfaces", .list(.record(Interface.shape)), "The interfaces, by name."),
            .required("routes", .list(.record(Entry.shape)), "The routes, but the kernel's own."),
            .required("rules", .list(.record(Entry.shape)), "The rules, but the kernel's own."),
            .required(
                "nameservers", .list(ValueShape.address), "The name servers, in order."),
            .required("search", .list(.text), "The domains of short names."),
            .optional("fault", .text, "Why it could not be read; absent: it could."),
        ])
}

extension NetworkRecord.Interface {
    /// The form of an interface.
    public static let shape = RecordShape(
        "hostInterface", "An interface of the host with its place among others.",
        [
            .required("name", .text, "Its name."),
            .optional("kind", .text, "bond, vlan, bridge and so on; absent: a physical one."),
            .required("mtu", .count, "The largest IP packet, in bytes."),
            .required("isUp", .flag, "Whether it is switched on."),
            .required("hasCarrier", .flag, "Whether it has a carrier."),
            .optional("master", .text, "The bond or bridge that it is a member of."),
            .optional("parent", .text, "The interface on which it is."),
            .optional("vlan", .count, "The number of a VLAN."),
            .required("ours", .flag, "Whether Ballast has made it."),
            .optional("manager", .text, "The program that configures it; absent: none is known."),
        ])
}

extension NetworkRecord.Entry {
    /// The form of a route or a rule.
    public static let shape = RecordShape(
        "hostRoute", "A route or a rule of the host.",
        [
            .required("text", .text, "It in the words of ip(8)."),
            .required("ours", .flag, "Whether Ballast has added it."),
            .optional("origin", .text, "The program that added it, as in ip-route(8)."),
        ])
}
