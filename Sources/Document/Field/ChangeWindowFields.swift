/// The keys of an element of `safety.windows`.
enum ChangeWindowFields: Int, ObjectFields {
    case days, hours, timeZone

    static let table = ObjectTable(
        "change window", of: Self.self, "A part of the week in which edits are applied.")

    var field: Field {
        switch self {
        case .days:
            Field(
                .textList(3...7),
                "Days on which the window opens: mon, tue, wed, thu, fri, sat, sun, and ranges "
                    + "such as mon-fri. Default: every day.")
        case .hours:
            Field(
                .text(9...11),
                "Begin and end, such as 22:00-04:00, which ends on the next day. 24:00 is the end "
                    + "of the day. Default: the whole day.")
        case .timeZone:
            Field(
                .text(1...64), default: "UTC",
                "Time zone of days and hours: a name of the IANA database, such as Europe/Berlin.")
        }
    }
}
