/// The state of the access log: its writer, and the line counts of each target.
public struct AccessLogStatus: Sendable, Codable, Hashable {
    /// The process id of the writer; nil: not running.
    public var writer: Int32?
    /// The targets with lines since the start of the writer.
    public var targets: [Target]
    /// The number of other lines: HAProxy's own messages, for example about a server's state, and
    /// lines with a `log-format` of `raw` lines.
    public var others: Int
    /// The number of lines that the current worker dropped, because the writer was missing or too
    /// slow.
    public var dropped: Int

    /// A target.
    public struct Target: Sendable, Codable, Hashable {
        /// The target in the document's form.
        public var target: String
        /// The number of written lines.
        public var written: Int
        /// The number of lost lines.
        public var lost: Int
        /// The reason that lines are being lost; nil: none.
        public var failure: String?

        /// Creates a target.
        public init(target: String, written: Int = 0, lost: Int = 0, failure: String? = nil) {
            self.target = target
            self.written = written
            self.lost = lost
            self.failure = failure
        }
    }

    /// Creates a status.
    public init(
        writer: Int32? = nil, targets: [Target] = [], others: Int = 0, dropped: Int = 0
    ) {
        self.writer = writer
        self.targets = targets
        self.others = others
        self.dropped = dropped
    }

    /// The number of lines that no target received.
    public var lost: Int { targets.reduce(dropped) { $0 + $1.lost } }
}
