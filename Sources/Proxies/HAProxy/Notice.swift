import Model

/// An event for the loop's history.
struct Notice: Sendable, Equatable {
    /// The kind.
    let kind: Event.Kind
    /// One sentence.
    let message: String
    /// The details, one line each.
    let details: [String]

    /// Creates a notice.
    init(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        self.kind = kind
        self.message = message
        self.details = details
    }

    /// Creates the notice of some lines: the line itself, or a summary of many; nil: there is none.
    ///
    /// - Parameter many: the summary, behind the number of lines.
    init?(_ kind: Event.Kind, _ lines: [String], _ many: String) {
        guard let first = lines.first else { return nil }
        self.init(kind, lines.count == 1 ? first : "\(lines.count) \(many)", lines)
    }
}
