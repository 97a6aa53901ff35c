/// The text of a ``ZoneFooter`` while it is parsed.
struct ZoneFooterScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: some Sequence<UInt8>) { rest = Array(text)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    /// Skips a character; false: another one is there.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Skips a name: letters, or any characters in `<` and `>`.
    mutating func skipName() -> Bool {
        if skip("<") {
            rest = rest.drop { $0 != UInt8(ascii: ">") }
            return skip(">")
        }
        let count = rest.prefix { (0x41...0x5a).contains($0 & 0xdf) }.count
        rest = rest.dropFirst(count)
        return count >= 3
    }

    /// Returns a number without a sign; nil: there is none, or it is above 999.
    mutating func number() -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    /// Returns the seconds of `[+-]hh[:mm[:ss]]`.
    mutating func time() -> Int? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number(), hours <= 167 else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where isAt(":") {
            _ = skip(":")
            guard let value = number(), value < 60 else { return nil }
            seconds += value * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// Returns a day of the year with its time: `M3.5.0/2`, `J60`, `59`.
    mutating func yearDay() -> ZoneFooter.YearDay? {
        let day: ZoneFooter.YearDay.Day
        if skip("M") {
            guard let month = number(), (1...12).contains(month), skip("."),
                let week = number(), (1...5).contains(week), skip("."),
                let weekday = number(), weekday < 7
            else { return nil }
            day = .month(month, week: week, day: weekday)
        } else if skip("J") {
            guard let number = number(), (1...365).contains(number) else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(), number <= 365 else { return nil }
            day = .ordinal(number)
        }
        guard skip("/") else { return ZoneFooter.YearDay(day: day) }
        return time().map { ZoneFooter.YearDay(day: day, time: $0) }
    }
}
