import Model

/// The change windows of a document with the rules of their time zones.
public struct WindowSchedule: Sendable, Hashable {
    private let windows: [Window]

    fileprivate struct Window: Sendable, Hashable {
        let window: ChangeWindow
        let rules: TimeZoneRules
    }

    /// The time zone of the first window, in which times are shown.
    public var timeZone: String? { windows.first?.window.timeZone }

    /// The time beyond which no change is searched: a date line can move, and a year has gaps.
    private static let horizon: Int64 = 400 * 86_400

    /// Creates the schedule of windows.
    ///
    /// - Parameter rules: returns the rules of a time zone; nil: they are unknown, and its windows
    ///   never open.
    public init(_ windows: [ChangeWindow], rules: (String) -> TimeZoneRules?) {
        self.windows = windows.compactMap { window in
            rules(window.timeZone).map { Window(window: window, rules: $0) }
        }
    }

    /// Whether a window is open at a second since 1970.
    public func isOpen(at second: Int64) -> Bool {
        windows.contains { $0.isOpen(at: second) }
    }

    /// Returns the first second of an open window, not before this one; nil: none opens.
    public func opening(at second: Int64) -> Int64? {
        isOpen(at: second) ? second : change(after: second)
    }

    /// Returns the first second without an open window, not before this one; nil: one is always
    /// open.
    public func closing(at second: Int64) -> Int64? {
        isOpen(at: second) ? change(after: second) : second
    }

    /// Returns the local time of a second in the zone of the first window: `Sat 22:00`.
    public func words(for second: Int64) -> String? {
        guard let first = windows.first else { return nil }
        let time = CivilTime(
            milliseconds: (second + Int64(first.rules.offset(at: second))) * 1_000)
        let day = Weekday.allCases[(time.weekday + 6) % 7].name
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day) \(padded(time.hour)):\(padded(time.minute)) \(first.window.timeZone)"
    }

    /// Returns the first second after this one at which the windows open or close.
    private func change(after second: Int64) -> Int64? {
        let wasOpen = isOpen(at: second)
        var time = second
        while time - second < Self.horizon {
            guard let next = windows.map({ $0.candidate(after: time) }).min() else { return nil }
            time = next
            if isOpen(at: time) != wasOpen { return time }
        }
        return nil
    }
}

extension WindowSchedule.Window {
    private static let day: Int64 = 86_400

    func isOpen(at second: Int64) -> Bool {
        let (days, rest) = local(second)
        // 1970-01-01 was a Thursday.
        return window.has(day: Int(((days + 3) % 7 + 7) % 7), minute: Int(rest / 60))
    }

    /// Returns the first second after this one at which the window can open or close.
    func candidate(after second: Int64) -> Int64 {
        let (days, rest) = local(second)
        let ends = [window.hours.begin, window.hours.end % 1_440].map { Int64($0) * 60 }
        let next = ends.map { $0 > rest ? $0 : $0 + Self.day }.min() ?? Self.day
        let offset = Int64(rules.offset(at: second))
        let boundary = days * Self.day + next - offset
        return rules.change(after: second).map { min($0, boundary) } ?? boundary
    }

    /// The local days since 1970 and the seconds of the local day.
    private func local(_ second: Int64) -> (days: Int64, seconds: Int64) {
        let local = second + Int64(rules.offset(at: second))
        let seconds = (local % Self.day + Self.day) % Self.day
        return ((local - seconds) / Self.day, seconds)
    }
}
