/// The traffic of a service, a proxy, or one of their servers: now, a second, and in total.
public struct TrafficRow: Sendable, Codable, Hashable {
    /// The service or proxy.
    public var service: String
    /// The server; nil: all of them together.
    public var server: String?
    /// The layer.
    public var layer: TrafficLayer
    /// The endpoint, or the mark.
    public var place: String
    /// The state in words.
    public var state: String
    /// Active connections; of a proxy: sessions.
    public var active: Int
    /// Inactive connections; of a proxy: waiting requests.
    public var inactive: Int
    /// The values of a second.
    public var rates: TrafficRates
    /// The quantities since the counters began; nil: unknown.
    public var totals: TrafficTotals?

    /// Creates a row.
    public init(
        _ service: String, server: String? = nil, _ layer: TrafficLayer, place: String,
        state: String, active: Int, inactive: Int, rates: TrafficRates = TrafficRates()
    ) {
        self.service = service
        self.server = server
        self.layer = layer
        self.place = place
        self.state = state
        self.active = active
        self.inactive = inactive
        self.rates = rates
    }

    /// The name: `web`, `web/web1`.
    public var name: String { server.map { "\(service)/\($0)" } ?? service }

    private enum CodingKeys: String, CodingKey {
        case service, server, layer, place = "address", state, active, inactive, rates, totals
    }
}
