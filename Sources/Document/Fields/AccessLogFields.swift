import Model

/// The keys of `log` when it is a mapping.
enum AccessLogFields: Int, ObjectFields {
    case format, target

    static let table = ObjectTable(
        "access log", of: Self.self,
        "A line for each request, or for each connection where the mode is tcp.")

    /// The words of `log`.
    static let words = ["off"] + AccessLog.Format.allCases.map(\.rawValue)

    var field: Field {
        switch self {
        case .format:
            Field(
                .word(AccessLog.Format.allCases.map(\.rawValue)), default: "json",
                "json: one JSON object a line. httplog: HAProxy's own format, which is tcplog "
                    + "where the mode is tcp.")
        case .target:
            Field(
                .text(1...4096), default: "journal",
                "Where lines are written. journal: systemd's. syslog: this host's daemon; "
                    + "syslog:ADDRESS:PORT: another's, over UDP. An absolute path: a file, "
                    + "which is opened anew when it was rotated.")
        }
    }
}
