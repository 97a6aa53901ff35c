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
