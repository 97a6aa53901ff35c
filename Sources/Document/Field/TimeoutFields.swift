import Model

/// The keys of `ipvs.timeouts`.
enum TimeoutFields: Int, ObjectFields {
    case tcp, tcpFin, udp

    static let table = ObjectTable(
        "timeout section", of: Self.self,
        "Time after which IPVS forgets an idle connection. 0s: the kernel's value is kept.")

    /// The kernel counts in ticks, up to 1,000 per second, and rejects more than 2^31 of them.
    ///
    /// Source: `ip_vs_ctl.c`, `ip_vs_set_timeout`.
    private static let range = DurationText(0, .seconds)...DurationText(24, .days)

    var field: Field {
        switch self {
        case .tcp:
            Field(
                .duration(.seconds(Self.range)), default: "0s",
                "An established TCP connection.")
        case .tcpFin:
            Field(
                .duration(.seconds(Self.range)), default: "0s",
                "A TCP connection after a FIN.")
        case .udp:
            Field(.duration(.seconds(Self.range)), default: "0s", "A UDP flow.")
        }
    }
}
