extension VirtualService {
    /// The form of the service.
    public static let shape = RecordShape(
        "virtualService", "A service as IPVS holds it.", keys)

    static let keys: [RecordShape.Key] = [
        .required("key", .service, "Its identity."),
        .required("scheduler", .text, "The kernel's name of its scheduler: wrr."),
        .required(
            "schedulerFlags", .list(.text),
            "Flags of the scheduler by the words of the document: mh-port."),
        .required("onePacket", .flag, "Whether each packet is scheduled by itself."),
        .optional("persistence", .record(Persistence.shape), "Persistence; absent: none."),
    ]
}

extension Persistence {
    /// The form of the persistence.
    public static let shape = RecordShape(
        "persistence", "The time in which a client stays with its server.",
        [
            .required("timeout", .count, "Seconds after the last connection of the client."),
            .optional(
                "prefixLength", .count,
                "Bits of an address that make a client; absent: all of them."),
            .optional("engine", .text, "The persistence engine: sip."),
        ])
}

extension Destination {
    /// The form of the server.
    public static let shape = RecordShape("destination", "A server as IPVS holds it.", keys)

    static let keys: [RecordShape.Key] = [
        .required("endpoint", .endpoint, "Its address and port."),
        .required("forwarding", .forwarding, "The way of its packets, with its parameters."),
        .required("weight", .count, "Its share of new connections; 0: none."),
        .required("limits", .record(ConnectionLimits.shape), "Limits on its connections."),
    ]
}

extension ConnectionLimits {
    /// The form of the limits.
    public static let shape = RecordShape(
        "limits", "Thresholds of connections at a server.",
        [
            .required("upper", .count, "The server gets no more at this number; 0: no limit."),
            .required(
                "lower", .count, "It gets connections again below this; 0: 3/4 of the upper one."),
        ])
}

extension ConnectionCounts {
    /// The form of the counts.
    public static let shape = RecordShape(
        "connections", "Connections of a server at this moment.",
        [
            .required("active", .count, "Established connections, and all of UDP."),
            .required("inactive", .count, "Connections that open, close or wait."),
            .required("persistent", .count, "Clients that are remembered for this server."),
        ])
}

extension TrafficCounters {
    /// The form of the counters.
    public static let shape = RecordShape(
        "counters", "Totals since the object was made, and rates of the last seconds.",
        [
            .required("connections", .count, "Connections that were scheduled."),
            .required("packetsIn", .count, "Packets from clients."),
            .required("packetsOut", .count, "Packets to clients that pass this host."),
            .required("bytesIn", .count, "Bytes from clients."),
            .required("bytesOut", .count, "Bytes to clients that pass this host."),
            .required("connectionRate", .count, "Connections a second."),
            .required("packetRateIn", .count, "Packets a second from clients."),
            .required("packetRateOut", .count, "Packets a second to clients."),
            .required("byteRateIn", .count, "Bytes a second from clients."),
            .required("byteRateOut", .count, "Bytes a second to clients."),
        ])
}
