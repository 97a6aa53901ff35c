extension PlanSummary {
    /// The form of the summary.
    public static let shape = RecordShape(
        "summary", "The size of the plan.",
        [
            .required("toAdd", .count, "Services, servers and addresses that are added."),
            .required("toChange", .count, "Objects that are changed in place, settings included."),
            .required("toDrain", .count, "Servers that begin to drain."),
            .required("toRemove", .count, "Services, servers and addresses that are removed."),
            .required(
                "foreignTouched", .count,
                "Services of other programs that are removed, or that share a changed setting."),
        ])
}

extension DrainingDestination {
    /// The form of the server.
    public static let shape = RecordShape(
        "draining", "A server that is removed once its connections have ended.",
        [
            .required("service", .service, "Its service."),
            .required("endpoint", .endpoint, "Its address and port."),
            .required("connections", .record(ConnectionCounts.shape), "Its connections."),
            .required("since", .integer, "The begin of the drain, in milliseconds since boot."),
            .optional(
                "deadline", .integer,
                "The end of the drain at the latest, in milliseconds since boot; absent: none."),
        ])
}

extension ForeignObject {
    /// The form of the object.
    public static let shape = RecordShape(
        "foreign", "An object of another program, which stays as it is.",
        [
            .required("kind", .word(["service", "address"]), "The kind of object."),
            .optional("service", .service, "The IPVS service."),
            .optional("servers", .count, "How many servers the service has."),
            .optional("address", .record(InterfaceAddress.shape), "The address."),
        ])
}

extension InterfaceAddress {
    /// The form of the address.
    public static let shape = RecordShape(
        "interfaceAddress", "An address on an interface of the host.", keys)

    static let keys: [RecordShape.Key] = [
        .required("interface", .text, "The interface: eth0."),
        .required("prefix", .prefix, "The address with its prefix length."),
    ]
}

extension ProxyPart {
    /// The form of the part.
    public static let shape = RecordShape(
        "proxyPart", "The changes to a proxy, a route, an SSL service or the process.",
        [
            .required("subject", .text, "The part: route img of shop."),
            .required(
                "action", .word(StepAction.allCases.map(\.word)), "The effect on the part."),
            .required("changes", .list(.text), "A line for each server, route and option."),
        ])
}
