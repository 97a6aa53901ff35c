/// The status that the text of `ballast status` is made from: services and proxies in a line each.
///
/// It lists only some servers with problems, so that its size follows the number of services, not
/// that of servers or addresses.
public struct BriefStatus: Sendable, Codable {
    /// The status, without services, servers of proxies, and addresses without problems.
    public var status: Status
    /// The services and proxies, the most severe first.
    public private(set) var summaries: [ServiceSummary]

    /// The largest number of listed servers.
    public static let serverLimit = 20

    /// Creates a brief status.
    ///
    /// - Parameter services: the services in the document's order.
    public init(_ status: Status, services: [ServiceSummary]) {
        self.status = status
        summaries = services
    }

    /// Replaces the servers of proxies by summaries, sorts, and omits what the text does not show.
    ///
    /// - Parameter now: milliseconds since 1970.
    public mutating func finish(now: Int64) {
        summaries += status.proxies.map {
            ServiceSummary($0, now: now).brief(limit: Self.serverLimit)
        }
        for position in status.proxies.indices { status.proxies[position].servers = [] }
        summaries = summaries.bySeverity
        var rest = Self.serverLimit
        for position in summaries.indices {
            if summaries[position].servers.count > rest {
                summaries[position] = summaries[position].brief(limit: rest)
            }
            rest -= summaries[position].servers.count
        }
        status.addresses.removeAll { $0.wanted == $0.present && $0.external != true }
    }
}

extension [ServiceSummary] {
    /// The summaries with the most severe first, else in their order.
    var bySeverity: [ServiceSummary] {
        enumerated().sorted { ($0.element.state, $0.offset) < ($1.element.state, $1.offset) }
            .map(\.element)
    }
}
