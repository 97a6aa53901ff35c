/// Whether a file is being replaced or written, and is not read yet: half of one can be a good one.
struct FileReadiness {
    private var unready: (state: State, since: ContinuousClock.Instant)?

    /// Why a file is not read yet.
    private enum State {
        /// It is just being replaced.
        case gone
        /// It was just truncated, to be written anew.
        case empty
        /// Another process has it open for writing: it may be incomplete.
        case written

        /// How long that may be so.
        var limit: Duration {
            switch self {
            case .gone, .empty: .seconds(1)
            case .written: .seconds(30)
            }
        }
    }

    /// Whether to wait for the process that is replacing the file with this signature.
    mutating func awaits(_ path: String, _ signature: FileDocument.Signature?) -> Bool {
        let state: State
        if signature == nil {
            state = .gone
        } else if signature?.size == 0 {
            state = .empty
        } else if FileDocument.isBeingWritten(path) {
            state = .written
        } else {
            unready = nil
            return false
        }
        let now = ContinuousClock.now
        // One that was gone for long and comes back has all its time to be written.
        let since = unready.flatMap { $0.state == state ? $0.since : nil } ?? now
        unready = (state, since)
        return now - since < state.limit
    }

    /// The file was found as it was.
    mutating func settle() { unready = nil }
}
