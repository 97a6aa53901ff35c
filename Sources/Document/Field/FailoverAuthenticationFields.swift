import Model

/// The keys of `cluster.failover.authentication`.
enum FailoverAuthenticationFields: Int, ObjectFields {
    case keys, mode, window

    static let table = ObjectTable(
        "failover authentication", of: Self.self,
        "Authentication of the packets between the nodes: each has a trailer with an HMAC and a "
            + "date, in the format of keepalived 2.4.2 (auth_hmac).")

    var field: Field {
        switch self {
        case .keys:
            Field(
                .objects(FailoverKeyFields.table), required: true,
                "Keys: the first one signs, each of them verifies. Numbers are unique. At most "
                    + "\(FailoverAuthentication.keyLimit).")
        case .mode:
            Field(
                .word(FailoverAuthentication.Mode.allCases.map(\.rawValue)), default: "enforce",
                "enforce: packets without a valid trailer are refused. permissive: packets without "
                    + "a trailer are accepted. receiveOnly: they are accepted, and sent without "
                    + "one.")
        case .window:
            Field(
                .duration(.any(DurationText(0, .seconds)...DurationText(300, .seconds))),
                "Greatest difference between the date of a packet and that of this host, at least "
                    + "1s. 0s: any difference; the date must only grow. Default: three intervals, "
                    + "5s...300s.")
        }
    }
}
