/// An edit of the document that waits for its change window.
public struct PendingEdit: Sendable, Codable, Hashable {
    /// When it was seen first.
    ///
    /// **Unit:** milliseconds since 1970.
    public var since: Int64
    /// When the window opens; nil: none opens.
    ///
    /// **Unit:** milliseconds since 1970.
    public var opens: Int64?
    /// The same in the window's time zone: `Sat 22:00 Europe/Berlin`; nil: none opens.
    public var localTime: String?
    /// The reason for which no window opens, though the document has some; nil: none.
    public var obstacle: String?
    /// The author, as far as it is known; nil: a program that saved the file.
    public var author: String?
    /// The reason that the author gave; nil: none.
    public var message: String?

    /// Creates an edit.
    public init(
        since: Int64, opens: Int64?, localTime: String? = nil, author: String? = nil,
        message: String? = nil
    ) {
        self.since = since
        self.opens = opens
        self.localTime = localTime
        self.author = author
        self.message = message
    }

    /// The sentence about the wait.
    public var words: String {
        guard let opens else {
            return "the edit waits, because no change window opens"
                + (obstacle.map { ": \($0)" } ?? "")
        }
        return "the edit waits until " + CivilTime(milliseconds: opens).timestamp
            + (localTime.map { " (\($0))" } ?? "")
    }

    /// The finding about the edit.
    ///
    /// - Parameter severity: a warning where the edit waits, an error where it is refused.
    public func diagnostic(_ severity: Diagnostic.Severity) -> Diagnostic {
        Diagnostic(
            .closedWindow, severity: severity,
            at: DocumentPath([.key("safety"), .key("windows")]), words,
            hint: "if it can't wait: ballast apply --now --message REASON")
    }

    /// The form of the edit.
    public static let shape = RecordShape(
        "pendingEdit", "An edit of the document that waits for its change window.",
        [
            .required("since", .integer, "When it was seen, in milliseconds since 1970."),
            .optional(
                "opens", .integer,
                "When the window opens, in milliseconds since 1970; absent: none opens."),
            .optional("localTime", .text, "The same in the time zone of the window."),
            .optional("obstacle", .text, "Why no window opens, though the document has some."),
            .optional("author", .text, "The author; absent: a program that saved the file."),
            .optional("message", .text, "The reason that the author gave."),
        ])
}
