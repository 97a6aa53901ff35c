import Model

/// The result of a check in a line.
struct CheckRow: Sendable {
    private let result: CheckRecord.Result
    private let now: Int64

    init(_ result: CheckRecord.Result, now: Int64) {
        self.result = result
        self.now = now
    }

    /// Returns the row of the table.
    ///
    /// - Parameter key: the name of the row.
    func html(key: String) -> HTML {
        let duration = Duration.microseconds(result.duration).millisecondWords
        return """
            <tr><td>\(live: "\(key)/time", PageTime.clock(result.time, at: now))</td>\
            <td>\(live: "\(key)/outcome", result.outcome.rawValue)</td>\
            <td class="number">\(live: "\(key)/duration", duration)</td>\
            <td>\(live: "\(key)/reason", reason)</td></tr>

            """
    }

    private var reason: String {
        result.reason.isEmpty ? "" : "\(result.phase.rawValue): \(result.reason)"
    }
}
