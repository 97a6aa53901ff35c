import Model

/// The keys of `drain`.
enum DrainFields: Int, ObjectFields {
    case timeout, onTimeout

    static let table = ObjectTable(
        "drain policy", of: Self.self,
        "Treatment of the connections of a server that leaves the service.")

    var field: Field {
        switch self {
        case .timeout:
            Field(
                .duration(.seconds(DurationText(0, .seconds)...DurationText(1, .days))),
                default: "2m", "Time that open connections have to end.")
        case .onTimeout:
            Field(
                .word(DrainPolicy.OnTimeout.allCases.map(\.rawValue)), default: "remove",
                "Action at the timeout. remove: the server is removed and its connections are "
                    + "reset. keep: the server stays with weight 0 until its last connection ends.")
        }
    }
}
