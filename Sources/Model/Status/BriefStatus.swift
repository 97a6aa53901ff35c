/// The status that the text of `ballast status` is made from: services and proxies in a line each.
///
/// It lists only servers with problems, so that its size follows the number of services, and
/// troubles, not that of servers.
public struct BriefStatus: Sendable, Codable {
    /// The status, without services and without servers of proxies.
    public var status: Status
    /// The services and proxies, the most severe first.
    public private(set) var summaries: [ServiceSummary]

    /// The largest number of listed servers of a service.
    public static let serverLimit = 20

    /// Creates a brief status.
    ///
    /// - Parameter services: the services in the document's order.
    public init(_ status: Status, services: [ServiceSummary]) {
        self.status = status
        summaries = services
    }

    /// Replaces the servers of proxies by summaries, and sorts.
    ///
    /// - Parameter now: milliseconds since 1970.
    public mutating func finish(now: Int64) {
        summaries += status.proxies.map {
            ServiceSummary($0, now: now).brief(limit: Self.serverLimit)
        }
        for position in status.proxies.indices { status.proxies[position].servers = [] }
        summaries = summaries.bySeverity
    }
}

extension [ServiceSummary] {
    /// The summaries with the most severe first, else in their order.
    var bySeverity: [ServiceSummary] {
        enumerated().sorted { ($0.element.state, $0.offset) < ($1.element.state, $1.offset) }
            .map(\.element)
    }
}
