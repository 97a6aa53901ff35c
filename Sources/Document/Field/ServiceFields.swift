import Addresses
import Model

/// The keys of an element of `services`.
enum ServiceFields: Int, ObjectFields {
    case name, listen, mark, family, `protocol`, onePacket, scheduler, schedulerFlags, persistence
    case forwarding, drain, handover, check, fallback, quorum, quiescent, onFail, feedback
    case limits, servers

    static let table = ObjectTable(
        "service", of: Self.self,
        "A layer-4 service: an address for clients, and the real servers behind it. It has "
            + "either listen or mark.")

    /// The words of `forwarding`.
    static let forwardingMethods = ["gate", "masq", "ipip", "gre", "gue"]

    var field: Field {
        switch self {
        case .name:
            Field(.name, required: true, "Unique among the services.")
        case .listen:
            Field(
                .endpoint,
                "Address and port for clients. Port 0 means every port, and needs persistence.")
        case .mark:
            Field(
                .wordOrInteger(["auto"], 1...Int(UInt32.max)),
                "Firewall mark of the packets to balance, instead of listen. auto: a mark of "
                    + "firewall.markRange, for the packets of the elements of firewall.marks with "
                    + "this service.")
        case .family:
            Field(
                .word(AddressFamily.allCases.map(\.rawValue)), default: "ipv4",
                "Address family of the marked packets. Only with mark.")
        case .protocol:
            Field(
                .word(TransportProtocol.allCases.map(\.rawValue)), default: "tcp",
                "Transport protocol. Only with listen.")
        case .onePacket:
            Field(
                .boolean, default: false,
                "One-packet scheduling: each UDP packet is balanced alone, as for DNS.")
        case .schedulerFlags:
            Field(
                .words(SchedulerFlagName.allCases.map(\.rawValue)),
                "Options of the scheduler. sh-… only with sh, mh-… only with mh. port: the "
                    + "source port is hashed too. fallback: another server is used while the "
                    + "hashed one is down or drained, whose clients are refused otherwise. "
                    + "Default: fallback with sh and mh; [] has no flag.")
        case .persistence:
            Field(
                .objectOrOne(PersistenceFields.table, "timeout"),
                "Sends a client to the same server again. Default: each connection is balanced "
                    + "on its own.")
        case .forwarding:
            Field(
                .wordOrObject(Self.forwardingMethods, ForwardingFields.table), default: "gate",
                "How packets reach the servers. gate: direct routing. masq: NAT. ipip, gre, gue: "
                    + "tunnels. A server can override it.")
        case .drain:
            Field(
                .objectOrOne(DrainFields.table, "timeout"),
                "Treatment of the connections of a server that leaves the service.")
        case .handover:
            Field(
                .word(Handover.allCases.map(\.rawValue)), default: "whenProven",
                "When the last working servers leave for their replacements in the document, or "
                    + "when a proxy leaves for the service that replaces it. whenProven: after "
                    + "a new server passes three checks in a row. atOnce: without waiting.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "Health check of the servers. Default: no checks, all servers count as up.")
        case .fallback:
            Field(
                .serverAddressOrWordOrObject(["holdingPage"], FallbackFields.table),
                "Fallback when every checked server is down: another machine, or holdingPage, a "
                    + "page that the controller itself serves.")
        case .quorum:
            Field(
                .objectOrOne(QuorumFields.table, "low"),
                "Capacity that the service needs. Below it the fallback serves all clients. "
                    + "Default: one working server is enough.")
        case .quiescent:
            Field(
                .boolean,
                "Treatment of a server that is down. true: it stays in the table with weight 0. "
                    + "false: it is removed. Default: the quiescent of health.")
        case .onFail:
            Field(
                .word(FailurePolicy.allCases.map(\.rawValue)),
                "Treatment of the clients of a server that is down. keep: its connections and "
                    + "persistent clients wait for it. expire: they end, and clients get another "
                    + "server. Default: expire for udp, else by quiescent.")
        case .feedback:
            Field(
                .wordOrObject(FeedbackFields.methods, FeedbackFields.table),
                "Reads the load of the servers and sets their weights accordingly. Default: off. "
                    + "A server can override it.")
        case .limits:
            Field(
                .object(SourceLimitFields.table),
                "Limits of the connections from one source. Default: none.")
        case .servers:
            Field(.objects(ServerFields.table), "The real servers. Names are unique.")
        case .scheduler:
            Field(
                .word(Scheduler.all.map(\.rawValue)), default: "wrr",
                "IPVS scheduler: the algorithm that selects the server of the next connection.")
        }
    }
}
