import Model

/// The load of a server in a sentence.
struct FeedbackText: Sendable {
    private let server: ExplainedServer
    private let now: Int64

    init(_ server: ExplainedServer, now: Int64) {
        self.server = server
        self.now = now
    }

    /// The sentence; nil: its load is not read.
    var text: String? {
        guard let settings = server.feedback else { return nil }
        let start = "\(settings.method) at \(settings.endpoint)"
        guard let reading = server.server.status.feedback else { return start }
        var words = [
            "idle \(percent(reading.idle.raw)) raw, \(percent(reading.idle.smoothed)) smoothed, "
                + "\(percent(reading.idle.applied)) applied"
        ]
        if reading.wish != .ready { words.append("reports \(reading.wish)") }
        if reading.ability == .down { words.append("reports down") }
        if let limit = reading.limit { words.append("takes \(counted(limit, "connection"))") }
        if reading.missed > 0 { words.append("missed \(counted(reading.missed, "poll")) in a row") }
        words.append(
            reading.answered.map { "answered \(PageTime.age(of: $0, at: now)) ago" }
                ?? "never answered")
        let reason = reading.reason.isEmpty ? "" : ": \(reading.reason)"
        return "\(start): \(words.joined(separator: ", "))\(reason)"
    }

    private func percent(_ value: Int?) -> String { value.map { "\($0) %" } ?? "unknown" }
}
