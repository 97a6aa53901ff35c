/// A day of the week; the raw value is its word in a document.
public enum Weekday: String, Sendable, Hashable, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun

    /// Its place in the week; 0 for Monday.
    public var ordinal: Int {
        switch self {
        case .mon: 0
        case .tue: 1
        case .wed: 2
        case .thu: 3
        case .fri: 4
        case .sat: 5
        case .sun: 6
        }
    }

    /// Returns the days from one to another, both included; `fri` to `mon` has four.
    public static func days(from first: Weekday, to last: Weekday) -> Set<Weekday> {
        let count = (last.ordinal - first.ordinal + 7) % 7
        return Set((0...count).map { allCases[(first.ordinal + $0) % 7] })
    }

    /// The name in a sentence: `Mon`.
    public var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
