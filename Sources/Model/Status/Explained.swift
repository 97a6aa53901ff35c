import Addresses

/// The explanation of a proxy's server: its state and the terms of its weight.
public struct ProxyServerExplanation: Sendable, Codable, Hashable {
    /// The name of its proxy.
    public var proxy: String
    /// The wanted and the observed server.
    public var status: ProxyServerStatus
    /// The terms of its weight, in order.
    public var terms: [WeightTerm]

    /// Creates the explanation of a server that is not in the document.
    public init(proxy: String, standIn status: ProxyServerStatus) {
        self.proxy = proxy
        self.status = status
        terms = []
    }

    /// Creates an explanation.
    ///
    /// - Parameters:
    ///   - server: the server in the document.
    ///   - check: the type of its check; nil: it is not checked.
    public init(
        proxy: String, status: ProxyServerStatus, server: ProxyServer, check: CheckType?
    ) {
        self.proxy = proxy
        self.status = status
        var weight = server.weight
        terms = [WeightTerm(.document, weight, "weight \(weight)")]
        if server.state != .online { weight = 0 }
        let words =
            switch server.state {
            case .online: "online"
            case .drain: "drained by the operator"
            case .offline: "taken offline by the operator"
            }
        terms.append(WeightTerm(.state, weight, words))
        if status.followsAgent, server.state == .online, let got = status.got {
            weight = got.isOnline ? got.weight : 0
            let share = status.agentShare.map { ": \($0) %" } ?? ""
            // Without an answer the weight of the document is in force.
            let isSilent = weight > 0 && server.weight > 0 && status.agentShare == nil
            let saying = isSilent ? "no answer from its agent" : "as its agent says\(share)"
            terms.append(WeightTerm(.feedback, weight, saying))
        }
        if status.isUp == false || check == .off { weight = 0 }
        let finding =
            switch status.isUp {
            case _ where check == .off: "its check is off"
            case nil: "not checked, counts as up"
            case true?: "up"
            case false?: "down"
            }
        terms.append(WeightTerm(.verdict, weight, finding))
    }
}

/// The explanation of a route: its condition, its action and its servers.
public struct RouteExplanation: Sendable, Codable, Hashable {
    /// The name of its proxy.
    public var proxy: String
    /// Its name, or else its number.
    public var name: String
    /// Its position among the routes, from 1.
    public var number: Int
    /// The condition in words.
    public var match: String
    /// The action in words; nil: its servers answer.
    public var action: String?
    /// Its servers.
    public var servers: [ProxyServerStatus]

    /// Creates an explanation.
    public init(proxy: ProxyStatus, route: Route, number: Int) {
        self.proxy = proxy.name
        name = route.name ?? "\(number)"
        self.number = number
        match = route.match.words
        action = route.action.words
        servers = proxy.servers.filter { $0.route == number }
    }
}

/// The explanation of an SSL service: its listeners, certificates and backend.
public struct SSLServiceExplanation: Sendable, Codable, Hashable {
    /// Name in the document.
    public var name: String
    /// The endpoints for clients.
    public var listen: [Endpoint]
    /// Its certificates; clients with an unknown server name get the first.
    public var certificates: [CertificateStatus]
    /// The proxy that gets the requests; nil: an endpoint does.
    public var proxy: ProxyStatus?
    /// The endpoint that gets the connections; nil: a proxy does.
    public var endpoint: Endpoint?

    /// Creates an explanation.
    public init(_ service: SSLService, in status: Status) {
        name = service.name
        listen = service.listen
        let known = status.certificates ?? []
        certificates = service.certificates.compactMap { name in
            known.first { $0.name == name }
        }
        switch service.backend {
        case .proxy(let name): proxy = status.proxies.first { $0.name == name }
        case .endpoint(let place): endpoint = place
        }
    }
}

/// A node of the cluster.
public struct NodeExplanation: Sendable, Codable, Hashable {
    /// Name in the document.
    public var name: String
    /// Its address; nil: the document has none.
    public var address: IPAddress?
    /// Its priority in the election.
    public var priority: Int

    /// Creates an explanation.
    public init(_ node: Node) {
        name = node.name
        address = node.address
        priority = Int(node.priority)
    }
}

/// One use of an address in the document.
public struct AddressUse: Sendable, Codable, Hashable {
    /// The use in words: "service web listens".
    public var words: String
    /// The endpoint or the prefix.
    public var place: String
    /// Its state in words; nil: it is unknown.
    public var state: String?

    /// Creates a use.
    public init(_ words: String, at place: String, state: String? = nil) {
        self.words = words
        self.place = place
        self.state = state
    }
}

extension Route.Match {
    /// The condition in words.
    public var words: String {
        var parts: [String] = []
        if !host.isEmpty { parts.append("host \(host.joined(separator: " or "))") }
        if !prefix.isEmpty { parts.append("path begins with \(prefix.joined(separator: " or "))") }
        if let path { parts.append("path matches \(path)") }
        if !method.isEmpty { parts.append("method \(method.joined(separator: " or "))") }
        parts += header.map { "header \($0.name) is \($0.value)" }
        parts += query.map { "parameter \($0.name) is \($0.value)" }
        return parts.isEmpty ? "every request" : parts.joined(separator: ", and ")
    }
}

extension Route.Action {
    /// The action in words; nil: servers answer.
    public var words: String? {
        switch self {
        case .servers: nil
        case .redirect(let redirect): "sent to \(redirect.to) with status \(redirect.status)"
        case .answer(let answer): "answered with status \(answer.status)"
        }
    }
}
