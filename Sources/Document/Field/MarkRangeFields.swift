import Model

/// The keys of `firewall.markRange`.
enum MarkRangeFields: Int, ObjectFields {
    case first, last

    static let table = ObjectTable(
        "range of marks", of: Self.self,
        "The firewall marks that services with mark: auto get. A mark depends on the name of its "
            + "service.")

    var field: Field {
        switch self {
        case .first:
            Field(
                .integer(1...Int(UInt32.max)), default: .integer(Int(MarkRange.usualFirst)),
                "The first mark.")
        case .last:
            Field(
                .integer(1...Int(UInt32.max)), default: .integer(Int(MarkRange.usualLast)),
                "The last mark.")
        }
    }
}
