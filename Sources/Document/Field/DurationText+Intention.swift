import Model

extension DurationText {
    /// The probable intention of an invalid duration; nil: unknown.
    static func intended(by text: ArraySlice<UInt8>) -> DurationText? {
        var total = 0
        var rest = text
        guard (1...24).contains(text.count) else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isDigit }
            guard (1...6).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            let point = rest.first == UInt8(ascii: ".") ? 1 : 0
            let thousandths = rest.dropFirst(point).prefix(point * 3).prefix { $0.isDigit }
            rest = rest[(rest.startIndex + point + thousandths.count)...]
            let word = rest.prefix { !$0.isDigit }
            rest = rest[word.endIndex...]
            guard let unit = unit(String(decoding: word, as: UTF8.self)) else { return nil }
            let number = (digits + thousandths).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            let scale = [1, 10, 100, 1_000][thousandths.count]
            total += number * unit.milliseconds / scale
        }
        let meant = DurationText(milliseconds: total)
        return meant.count < 1_000_000_000 ? meant : nil
    }

    private static func unit(_ word: String) -> Unit? {
        switch word.lowercased().filter({ $0 != " " }) {
        case "ms", "msec", "millis", "milliseconds": .milliseconds
        case "", "s", "sec", "secs", "second", "seconds": .seconds
        case "m", "min", "mins", "minute", "minutes": .minutes
        case "h", "hr", "hour", "hours": .hours
        case "d", "day", "days": .days
        default: nil
        }
    }
}
