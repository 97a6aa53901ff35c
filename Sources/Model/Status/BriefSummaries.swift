/// The summaries of services for a ``BriefStatus``, collected one by one.
///
/// The servers of a service are kept only while they may be listed, so that the memory follows the
/// number of services.
public struct BriefSummaries: Sendable {
    /// The summaries, in the order in which they were added.
    public private(set) var list: [ServiceSummary] = []
    /// The number of kept servers by the state of their service.
    private var kept = Array(repeating: 0, count: ServiceSummary.State.allCases.count)

    /// Creates an empty list.
    public init() {}

    /// Adds the next service.
    public mutating func add(_ service: ServiceSummary) {
        // Services that are more severe, or as severe and earlier, list their servers first.
        let earlier = kept[...service.state.rawValue].reduce(0, +)
        let brief = service.brief(limit: max(0, BriefStatus.serverLimit - earlier))
        kept[service.state.rawValue] += brief.servers.count
        list.append(brief)
    }
}
