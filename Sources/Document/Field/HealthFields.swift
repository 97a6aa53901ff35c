import Model

/// The keys of `health`.
enum HealthFields: Int, ObjectFields {
    case interval, backupInterval, timeout, negotiateTimeout, fall, rise, quiescent

    static let table = ObjectTable(
        "health section", of: Self.self, "Defaults of the health checks of every service.")

    private static let hour = DurationText(1, .hours)

    var field: Field {
        switch self {
        case .interval:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...Self.hour)), default: "10s",
                "Time between two checks of a server.")
        case .backupInterval:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...Self.hour)),
                "Least time between two checks of a server by a node without the virtual "
                    + "addresses. Checks that HAProxy makes keep their interval. Default: the "
                    + "interval of the check.")
        case .timeout:
            Field(
                .duration(.any(DurationText(10, .milliseconds)...Self.hour)), default: "5s",
                "Maximum duration of a connect check, and of the connection of a negotiate check.")
        case .negotiateTimeout:
            Field(
                .duration(.any(DurationText(10, .milliseconds)...Self.hour)), default: "30s",
                "Maximum duration of a negotiate check, with its connection.")
        case .fall:
            Field(
                .integer(1...100), default: 1,
                "Consecutive failed checks after which a server is down.")
        case .rise:
            Field(
                .integer(1...100), default: 1,
                "Consecutive passed checks after which a server is up again.")
        case .quiescent:
            Field(
                .boolean, default: true,
                "Treatment of a server that is down. true: it stays in the table with weight 0. "
                    + "false: it is removed.")
        }
    }
}
