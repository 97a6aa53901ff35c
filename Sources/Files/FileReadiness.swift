/// A test of whether a file is being replaced or written: a half-written file can be valid.
public struct FileReadiness {
    private var unready: (state: State, since: ContinuousClock.Instant)?

    /// The reason that a file is not read yet.
    private enum State: Sendable {
        /// It is being replaced.
        case gone
        /// It was just truncated, and will be rewritten.
        case empty
        /// Another process has it open for writing: it may be incomplete.
        case written

        /// The time limit of the state.
        var limit: Duration {
            switch self {
            case .gone, .empty: .seconds(1)
            case .written: .seconds(30)
            }
        }
    }

    /// Creates a test without a known state.
    public init() {}

    /// Whether to wait for the process that is replacing the file with this signature.
    public mutating func awaits(_ path: String, _ signature: FileSignature?) -> Bool {
        let state: State
        if signature == nil {
            state = .gone
        } else if signature?.size == 0 {
            state = .empty
        } else if FileSignature.isBeingWritten(path) {
            state = .written
        } else {
            unready = nil
            return false
        }
        let now = ContinuousClock.now
        // A file that returns after a long absence gets the full time limit.
        let since = unready.flatMap { $0.state == state ? $0.since : nil } ?? now
        unready = (state, since)
        return now - since < state.limit
    }

    /// Records that the file is unchanged.
    public mutating func settle() { unready = nil }
}
