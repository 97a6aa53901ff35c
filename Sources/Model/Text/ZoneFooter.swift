/// The rule of a time zone after the last transition of its file: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: RFC 9636 section 3.3, POSIX.1-2017 section 8.3 (`TZ`).
struct ZoneFooter: Equatable {
    /// Seconds east of UTC without summer time.
    let standard: Int
    /// Summer time; nil: there is none.
    let summer: Summer?

    /// The offset of summer time, and its begin and end in the local time before each.
    struct Summer: Equatable {
        let offset: Int
        let begin: YearDay
        let end: YearDay
    }

    /// A day of each year with a time of day.
    struct YearDay: Equatable {
        let day: Day
        /// Seconds; it can be negative, or beyond a day.
        var time = 7_200

        enum Day: Equatable {
            /// 1...365; 29 February has no number.
            case julian(Int)
            /// 0...365.
            case ordinal(Int)
            /// Month 1...12, week 1...5 (5: the last), and day of the week, 0 for Sunday.
            case month(Int, week: Int, day: Int)
        }

        /// Returns the local second of its begin in a year, since 1970.
        func second(in year: Int) -> Int64 {
            let january = Self.midnight(year, 1, 1)
            let start: Int64
            switch day {
            case .julian(let number):
                let isAfterLeapDay = number >= 60 && Self.isLeap(year)
                start = january + Int64(number - 1 + (isAfterLeapDay ? 1 : 0)) * 86_400
            case .ordinal(let number): start = january + Int64(number) * 86_400
            case .month(let month, let week, let day):
                let first = CivilTime(milliseconds: Self.midnight(year, month, 1) * 1_000)
                let next =
                    month == 12
                    ? Self.midnight(year + 1, 1, 1) : Self.midnight(year, month + 1, 1)
                var date = first.seconds + Int64((day - first.weekday + 7) % 7) * 86_400
                for _ in 1..<max(week, 2) where week > 1 && date + 7 * 86_400 < next {
                    date += 7 * 86_400
                }
                start = date
            }
            return start + Int64(time)
        }

        private static func midnight(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
            CivilTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0).seconds
        }

        private static func isLeap(_ year: Int) -> Bool {
            year % 4 == 0 && year % 100 != 0 || year % 400 == 0
        }
    }

    /// Parses a rule; nil: it is none.
    init?(_ text: some Sequence<UInt8>) {
        var scanner = ZoneFooterScanner(text)
        guard scanner.skipName(), let west = scanner.time() else { return nil }
        standard = -west
        guard !scanner.isAtEnd else {
            summer = nil
            return
        }
        guard scanner.skipName() else { return nil }
        var offset = standard + 3_600
        if !scanner.isAt(",") {
            guard let west = scanner.time() else { return nil }
            offset = -west
        }
        guard scanner.skip(","), let begin = scanner.yearDay(), scanner.skip(","),
            let end = scanner.yearDay(), scanner.isAtEnd
        else { return nil }
        summer = Summer(offset: offset, begin: begin, end: end)
    }

    /// Returns the changes after a time.
    ///
    /// - Parameter last: the last year.
    func transitions(after time: Int64, until last: Int) -> [TimeZoneRules.Transition] {
        let start = max(time, -86_400 * 366)
        guard let summer else {
            return time == .min ? [.init(time: start, offset: standard)] : []
        }
        let first = CivilTime(milliseconds: start * 1_000).year
        guard first <= last else { return [] }
        var all = (first...last).flatMap { year in
            [
                TimeZoneRules.Transition(
                    time: summer.begin.second(in: year) - Int64(standard), offset: summer.offset),
                TimeZoneRules.Transition(
                    time: summer.end.second(in: year) - Int64(summer.offset), offset: standard),
            ]
        }
        all.sort { $0.time < $1.time }
        var result: [TimeZoneRules.Transition] = []
        for next in all where next.time > time && next.time > result.last?.time ?? .min {
            result.append(next)
        }
        return result
    }
}
