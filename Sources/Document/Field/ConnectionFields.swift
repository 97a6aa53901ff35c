import Model

/// The keys of a server's `connections`.
enum ConnectionFields: Int, ObjectFields {
    case upper, lower

    static let table = ObjectTable(
        "connection limit", of: Self.self,
        "Thresholds on the number of connections of a server (ipvsadm -x and -y).")

    var field: Field {
        switch self {
        case .upper:
            Field(
                .integer(0...65535), default: 0,
                "Number of connections at which the server gets no more. 0: no limit.")
        case .lower:
            Field(
                .integer(0...65535), default: 0,
                "Number of connections below which the server gets connections again. At most "
                    + "upper. 0: three quarters of upper.")
        }
    }
}
