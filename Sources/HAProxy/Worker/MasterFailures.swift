/// The failures of a master that lie outside its configuration, each reported once.
struct MasterFailures: Sendable {
    /// Whether the master does not answer.
    private var isSilent = false
    /// The failure to start the last configuration that served; nil: it was not tried, or started.
    private var lastStart: String?

    /// Records that nothing answers, and returns an event if it answered before.
    mutating func silent(_ words: String) -> WorkerEvent? {
        defer { isSilent = true }
        return isSilent ? nil : .silent(words)
    }

    /// Records an answer, and returns an event if nothing answered before.
    mutating func answered(pid: Int32) -> WorkerEvent? {
        defer { isSilent = false }
        return isSilent ? .answers(pid: pid) : nil
    }

    /// Records that the last configuration does not start, and returns the event of a new reason.
    mutating func lastFailed(_ words: String) -> WorkerEvent? {
        defer { lastStart = words }
        return words == lastStart ? nil : .lastFails(words)
    }

    /// Records a start, which resolves every failure.
    mutating func started() { self = MasterFailures() }

    /// Records the exit of the master, which ends its silence.
    mutating func ended() { isSilent = false }
}
