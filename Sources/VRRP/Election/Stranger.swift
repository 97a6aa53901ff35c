/// A router that sends advertisements and no reports.
public struct Stranger: Sendable {
    /// The moment of its last advertisement.
    public var heard: Moment
    /// The priority of that one; 0: it has stopped.
    public var priority: UInt8
    /// The interval of that one.
    public var interval: Duration
    /// The virtual router of that one.
    public var routerID: UInt8 = 0
    /// Whether none of the addresses that it lists is of this group: another virtual router, with
    /// the same number by mistake.
    public var isForeign = false

    /// Whether it has the role: its advertisements arrive.
    public func isActive(at now: Moment) -> Bool {
        priority > 0 && now - heard <= ElectionSettings.silence(of: interval)
    }
}
