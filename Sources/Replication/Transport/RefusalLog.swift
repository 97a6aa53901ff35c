import NIOCore

/// The refused connections, of which each source is reported once a minute.
struct RefusalLog: Sendable {
    private var sources: [SourceNetwork: Entry] = [:]
    /// The refusals of sources beyond the limit.
    private var others: Entry?

    /// The most sources with reports of their own.
    private static let limit = 64
    /// The time between two reports of a source.
    private static let period = TimeAmount.minutes(1)

    private struct Entry: Sendable {
        /// The time of the next report.
        var next: NIODeadline
        /// The refusals since the last report.
        var held = 0
    }

    /// Records a refusal, and returns the report; nil: none is due.
    mutating func note(
        _ source: SourceNetwork, _ reason: String, now: NIODeadline
    ) -> String? {
        if sources[source] == nil, sources.count >= Self.limit {
            sources = sources.filter { $0.value.next > now }
        }
        guard sources[source] != nil || sources.count < Self.limit else {
            return Self.report("many addresses, among them \(source)", reason, &others, now)
        }
        return Self.report("\(source)", reason, &sources[source], now)
    }

    private static func report(
        _ subject: String, _ reason: String, _ entry: inout Entry?, _ now: NIODeadline
    ) -> String? {
        if let held = entry?.held, let next = entry?.next, next > now {
            entry?.held = held + 1
            return nil
        }
        let held = entry?.held ?? 0
        entry = Entry(next: now + period)
        let more = held == 0 ? "" : " (and \(held) times since the last report)"
        return "refused a replication connection from \(subject): \(reason)\(more)"
    }
}
