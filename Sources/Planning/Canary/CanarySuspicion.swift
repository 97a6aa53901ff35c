/// The failure of a server that worked, until it is known whether all others of its list fail too.
struct CanarySuspicion: Sendable, Hashable {
    /// The time at which it was seen, in milliseconds.
    let since: Int64
    /// The result of its check.
    let reason: String
    /// Whether all servers of the list were down at one time, so that it may return.
    let isExcused: Bool
}
