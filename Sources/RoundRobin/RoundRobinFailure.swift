import CRRD

/// A failure of librrd.
public struct RoundRobinFailure: Error, CustomStringConvertible {
    /// The reason in its words.
    public let description: String

    /// The latest failure of this thread.
    static var last: RoundRobinFailure {
        defer { rrd_clear_error() }
        return RoundRobinFailure(
            description: rrd_get_error().map { String(cString: $0) } ?? "unknown failure")
    }
}
