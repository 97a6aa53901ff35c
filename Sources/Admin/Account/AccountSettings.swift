import Files
import Model

/// The limits of sign-ins and sessions, and the clocks by which they are held.
public struct AccountSettings: Sendable {
    /// The time without a request after which a session ends.
    public var idle = Duration.seconds(30 * 60)
    /// The time after which a session ends, however much it is used.
    public var absolute = Duration.seconds(12 * 3600)
    /// The time for which a setup link is valid.
    public var setup = Duration.seconds(3600)
    /// The parameters of new hashes.
    public var cost = PasswordCost.usual
    /// The most passwords that are computed or wait at once.
    public var waiting = 8
    /// Returns the time since boot, which decides the end of sessions; it never decreases.
    public var boot: @Sendable () -> Moment = bootClock
    /// Returns the milliseconds since 1970, by which tokens expire.
    public var wall: @Sendable () -> Int64 = wallClock

    /// Creates the usual limits.
    public init() {}
}
