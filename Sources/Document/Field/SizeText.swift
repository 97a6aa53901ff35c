/// A size in a document: a whole number and a unit, `512B`, `64KiB`, `16MiB`.
struct SizeText: Sendable, Hashable {
    /// The number before the unit.
    let count: Int
    /// The unit.
    let unit: Unit

    /// A unit of size.
    enum Unit: String, Sendable, CaseIterable {
        case bytes = "B"
        case kibibytes = "KiB"
        case mebibytes = "MiB"

        /// Number of bytes in one unit.
        var bytes: Int {
            switch self {
            case .bytes: 1
            case .kibibytes: 1_024
            case .mebibytes: 1_048_576
            }
        }
    }

    /// The size in bytes.
    var bytes: Int { count * unit.bytes }

    /// Chooses the largest unit that gives a whole number.
    init(_ bytes: Int) {
        unit = Unit.allCases.last { bytes % $0.bytes == 0 && bytes > 0 } ?? .bytes
        count = bytes / unit.bytes
    }

    /// **Errors:** nil for anything but a plain decimal number, 1 or more, followed by a unit.
    init?(_ text: ArraySlice<UInt8>) {
        let digits = text.prefix { $0.isDigit }
        guard (1...9).contains(digits.count), digits.first != UInt8(ascii: "0"),
            let unit = Unit(rawValue: String(decoding: text[digits.endIndex...], as: UTF8.self))
        else { return nil }
        count = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        self.unit = unit
    }
}

extension SizeText: CustomStringConvertible {
    /// The notation in documents.
    var description: String { "\(count)\(unit.rawValue)" }
}
