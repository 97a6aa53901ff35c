extension ServiceStatus {
    /// The form of the service.
    public static let shape = RecordShape(
        "service", "A service of layer 4, wanted and found.",
        [
            .optional("name", .text, "Its name; absent: it left the document."),
            .required("key", .service, "Its identity."),
            .optional("want", .record(VirtualService.shape), "The wanted one; absent: none."),
            .optional("got", .record(VirtualService.shape), "The kernel's one; absent: none."),
            .optional("quorum", .record(QuorumState.shape), "Its quorum."),
            .required(
                "servers", .list(.record(ServerStatus.shape)),
                "Its servers in the order of the document, then those that leave."),
            .required("counters", .record(TrafficCounters.shape), "Totals and rates."),
            ServiceExplanation.servedBy,
        ])
}

extension ServerStatus {
    /// The form of the server.
    public static let shape = RecordShape(
        "server", "A server of layer 4, wanted and found.",
        [
            .optional("name", .text, "Its name; absent: it is not in the document."),
            .required("endpoint", .endpoint, "Its address and port."),
            .optional(
                "state", .words(of: ServerState.self), "The state that the document gives it."),
            .optional("want", .record(Destination.shape), "The wanted one; absent: none."),
            .optional("got", .record(Destination.shape), "The kernel's one; absent: none."),
            .required("connections", .record(ConnectionCounts.shape), "Its connections."),
            .optional("reason", .text, "Why it gets no connections, or is not as wanted."),
            .optional("verdict", .record(Verdict.shape), "The result of its checks."),
            .optional("feedback", .record(FeedbackReading.shape), "Its load."),
            .optional("isCheckOff", .flag, "True: its check is off."),
        ])
}

extension AddressStatus {
    /// The form of the address.
    public static let shape = RecordShape(
        "address", "A virtual address, wanted and found.",
        [
            .required("address", .record(InterfaceAddress.shape), "The address."),
            .required("wanted", .flag, "Whether this host should have it."),
            .required("present", .flag, "Whether this host has it."),
            .optional("external", .flag, "True: another program adds and removes it."),
            .optional("elected", .flag, "True: the election adds and removes it."),
        ])
}
