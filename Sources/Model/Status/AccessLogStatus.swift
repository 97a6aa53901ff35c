/// The access log: its writer, and how many lines each target got.
public struct AccessLogStatus: Sendable, Codable, Hashable {
    /// The process id of the writer; nil: none runs.
    public var writer: Int32?
    /// The targets that had lines since the writer began.
    public var targets: [Target]
    /// Lines that are none of an access log: HAProxy's own, when a server changes its state say,
    /// and those of a `log-format` in `raw` lines.
    public var others: Int
    /// Lines that HAProxy dropped, because the writer was not there or too slow; of the worker
    /// that serves now.
    public var dropped: Int

    /// One target.
    public struct Target: Sendable, Codable, Hashable {
        /// As the document has it.
        public var target: String
        /// Lines that were written.
        public var written: Int
        /// Lines that could not be written.
        public var lost: Int
        /// Why lines are lost now; nil: none are.
        public var failure: String?

        /// A target with these lines.
        public init(target: String, written: Int = 0, lost: Int = 0, failure: String? = nil) {
            self.target = target
            self.written = written
            self.lost = lost
            self.failure = failure
        }
    }

    /// This log.
    public init(
        writer: Int32? = nil, targets: [Target] = [], others: Int = 0, dropped: Int = 0
    ) {
        self.writer = writer
        self.targets = targets
        self.others = others
        self.dropped = dropped
    }

    /// Lines that no target has.
    public var lost: Int { targets.reduce(dropped) { $0 + $1.lost } }
}
