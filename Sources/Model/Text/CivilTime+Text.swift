extension CivilTime {
    /// Parses ``timestamp`` or ``preciseTimestamp``, whose milliseconds are dropped; nil for any
    /// other text, and for days that do not exist.
    public init?(timestamp text: String) {
        let letters = Array(text.utf8)
        func number(_ place: Int, _ count: Int) -> Int {
            letters[place..<place + count].reduce(0) { sum, letter in
                (0x30...0x39).contains(letter) ? sum * 10 + Int(letter) - 0x30 : -10_000
            }
        }
        let isPrecise = letters.count == 24 && letters[19] == UInt8(ascii: ".")
        guard letters.count == 20 || isPrecise && number(20, 3) >= 0,
            (1...12).contains(number(5, 2)), (1...31).contains(number(8, 2)),
            (0...23).contains(number(11, 2)), (0...59).contains(number(14, 2)),
            (0...59).contains(number(17, 2)), number(0, 4) >= 0
        else { return nil }
        let time = CivilTime(
            year: number(0, 4), month: number(5, 2), day: number(8, 2), hour: number(11, 2),
            minute: number(14, 2), second: number(17, 2))
        let whole = isPrecise ? letters[..<19] + [UInt8(ascii: "Z")] : letters[...]
        // A day that does not exist is printed as another one.
        guard CivilTime(milliseconds: time.seconds * 1000).timestamp.utf8.elementsEqual(whole),
            letters.last == UInt8(ascii: "Z")
        else { return nil }
        self = time
    }

    /// `2026-11-23T09:04:00Z`.
    ///
    /// Source: RFC 3339.
    public var timestamp: String { "\(date)T\(clock)Z" }

    /// The timestamp with milliseconds: `2026-11-23T05:12:14.031Z`.
    public var preciseTimestamp: String { "\(date)T\(clock).\(Self.padded(millisecond, 3))Z" }

    /// `Mon, 23 Nov 2026 09:04:00 +0000`.
    ///
    /// Source: RFC 5322 section 3.3.
    public var mailDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(days[weekday]), \(day) \(months[month - 1]) \(Self.padded(year, 4)) "
            + "\(clock) +0000"
    }

    private var date: String {
        "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    private var clock: String {
        "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "")
            + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
