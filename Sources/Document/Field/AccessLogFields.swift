import Model

/// The keys of `log` when it is a mapping.
enum AccessLogFields: Int, ObjectFields {
    case format, target

    static let table = ObjectTable(
        "access log", of: Self.self,
        "Writes one line for each request, or for each connection where the mode is tcp.")

    /// The words of `log`.
    static let words = ["off"] + AccessLog.Format.allCases.map(\.rawValue)

    var field: Field {
        switch self {
        case .format:
            Field(
                .word(AccessLog.Format.allCases.map(\.rawValue)), default: "json",
                "Format of the lines. json: one JSON object per line. httplog: HAProxy's own "
                    + "HTTP format, or tcplog where the mode is tcp.")
        case .target:
            Field(
                .text(1...4096), default: "journal",
                "Destination of the lines. journal: the systemd journal. syslog: the local "
                    + "syslog daemon. syslog:ADDRESS:PORT: a remote syslog server over UDP. An "
                    + "absolute path: a file, which is reopened after log rotation.")
        }
    }
}
