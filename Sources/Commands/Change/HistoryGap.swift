import Model

/// Documents that a running controller could not write into the history.
struct HistoryGap {
    /// The reason.
    let reason: String

    /// The beginning of the reason in a status.
    private static let prefix = "history: "

    /// Asks the controller on this socket; nil: none answers, or nothing is missing.
    init?(at socket: String) async {
        // Without a controller nothing is under way.
        guard let brief = try? await StatusClient(socket: socket).brief() else { return nil }
        self.init(brief.status)
    }

    /// Reads a status; nil: nothing is missing.
    init?(_ status: Status) {
        guard let reason = status.health.reasons.first(where: { $0.hasPrefix(Self.prefix) }) else {
            return nil
        }
        self.reason = String(reason.dropFirst(Self.prefix.count))
    }

    /// The sentence for an operator.
    var note: String {
        "the history lacks the latest documents, perhaps the one in force: the controller \(reason)"
    }
}
