/// Protection from edits that shut the administrator out, or that remove too much.
public struct Safety: Sendable, Hashable {
    /// The edits that `ballast run` undoes unless they are confirmed.
    ///
    /// Default: ``Confirmation/lockdown``.
    public var confirmation: Confirmation
    /// The most that one edit may remove.
    ///
    /// Default: half.
    public var removal: RemovalLimit
    /// The times at which edits come into force; empty: at any time.
    public var windows: [ChangeWindow]
    /// The most documents that the history keeps.
    ///
    /// **Range and default:** ``historyRange``, default ``usualHistory``.
    public var history = Safety.usualHistory

    /// The default of ``history``.
    public static let usualHistory = 200
    /// The range of ``history``: the document in force and the one before, at least.
    public static let historyRange = 2...10_000

    /// The edits that need a confirmation.
    public enum Confirmation: Sendable, Hashable {
        /// Those that begin a lock-down, or change its administrators or ports.
        case lockdown
        /// Those of the firewall, of the administration, of nodes and of virtual addresses.
        case automatic
        /// None.
        case never
        /// Those of ``automatic``, within this time.
        case within(Duration)
    }

    /// The most services, and the most servers, that one edit may remove.
    public enum RemovalLimit: Sendable, Hashable {
        /// A number.
        case count(Int)
        /// A share of those in force.
        ///
        /// **Unit and range:** percent, 0...100. Fewer than ``smallest`` count as none.
        case share(Int)

        /// The smallest number that a share limits.
        public static let smallest = 3
    }

    /// The time of ``Confirmation/lockdown`` and ``Confirmation/automatic``.
    public static let usualTime = Duration.seconds(300)

    /// Creates settings.
    public init(
        confirmation: Confirmation = .lockdown, removal: RemovalLimit = .share(50),
        windows: [ChangeWindow] = []
    ) {
        self.confirmation = confirmation
        self.removal = removal
        self.windows = windows
    }
}

extension Safety.RemovalLimit: CustomStringConvertible {
    /// `3`, `50%`.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .share(let percent): "\(percent)%"
        }
    }
}
