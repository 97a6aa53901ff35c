/// A number of bytes as documents write it: a whole number and a unit, `512B`, `64KiB`, `16MiB`.
struct SizeText: Sendable, Hashable {
    /// The number before the unit.
    let count: Int
    /// What it counts.
    let unit: Unit

    /// A unit of size.
    enum Unit: String, Sendable, CaseIterable {
        case bytes = "B"
        case kibibytes = "KiB"
        case mebibytes = "MiB"

        /// How many bytes one of it has.
        var bytes: Int {
            switch self {
            case .bytes: 1
            case .kibibytes: 1_024
            case .mebibytes: 1_048_576
            }
        }
    }

    /// The whole of it in bytes.
    var bytes: Int { count * unit.bytes }

    /// In the largest unit that leaves a whole number.
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
    /// As a document writes it.
    var description: String { "\(count)\(unit.rawValue)" }
}
