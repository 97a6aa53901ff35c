/// The check of senders that Ballast has set at an interface, and the one before it.
public struct FormerFilter: Sendable, Hashable, Codable {
    /// The check before Ballast set one.
    public var former: ReversePathFilter
    /// The check that Ballast has set.
    public var current: ReversePathFilter

    /// Creates an entry.
    public init(former: ReversePathFilter, current: ReversePathFilter) {
        self.former = former
        self.current = current
    }
}
