/// The end of the access logs of HAProxy that are on this node.
public struct PageAccessLog: Sendable {
    /// The lines, the oldest first.
    public var lines: [Line]
    /// The reasons why lines are missing.
    public var notes: [String]

    /// A line.
    public struct Line: Sendable, Hashable {
        /// The time.
        ///
        /// **Unit:** milliseconds since 1970; nil: unknown.
        public let time: Int64?
        /// The line in words, or as it is.
        public let text: String

        /// Creates a line.
        public init(time: Int64?, _ text: String) {
            self.time = time
            self.text = text
        }
    }

    /// Creates a log.
    public init(_ lines: [Line] = [], notes: [String] = []) {
        self.lines = lines
        self.notes = notes
    }
}
