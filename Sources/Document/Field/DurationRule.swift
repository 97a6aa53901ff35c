import Model

/// The valid durations of a field.
struct DurationRule: Sendable {
    /// The shortest and the longest.
    let range: ClosedRange<DurationText>
    /// Whether fractions of a second are invalid, because the kernel counts in seconds.
    let wholeSeconds: Bool
    /// Whether haproxy.cfg has this key too, where a number without a unit counts milliseconds.
    var isOfHAProxy = false
    /// Whether the kernel's own setting, by which operators know it, counts milliseconds.
    var isOfKernel = false

    /// Any duration in this range.
    static func any(_ range: ClosedRange<DurationText>) -> DurationRule {
        DurationRule(range: range, wholeSeconds: false)
    }

    /// Any duration in this range, for a key that also exists in haproxy.cfg.
    static func haproxy(_ range: ClosedRange<DurationText>) -> DurationRule {
        DurationRule(range: range, wholeSeconds: false, isOfHAProxy: true)
    }

    /// Any duration in this range, for a setting that the kernel counts in milliseconds.
    static func kernel(_ range: ClosedRange<DurationText>) -> DurationRule {
        DurationRule(range: range, wholeSeconds: false, isOfKernel: true)
    }

    /// Whole seconds in this range.
    static func seconds(_ range: ClosedRange<DurationText>) -> DurationRule {
        DurationRule(range: range, wholeSeconds: true)
    }
}
