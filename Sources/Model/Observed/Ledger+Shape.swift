import Addresses

extension Ledger {
    /// The form of the ledger.
    public static let shape = RecordShape(
        "ledger", "The objects that Ballast owns on a host.",
        [
            .required(
                "services", .map(.record(LedgerEntry.shape)), "Its IPVS services, by identity."),
            .required(
                "addresses", .list(.record(InterfaceAddress.shape)), "Addresses that it added."),
            .required(
                "held", .map(.map(.record(Destination.shape))),
                "Servers that stay until others are proven, by service and by server."),
            .required(
                "syncDaemons", .map(.record(StartedDaemon.shape)),
                "Sync daemons that it started, by state."),
            .required(
                "firewall", .list(.words(of: AddressFamily.self)),
                "The address families for which it loaded firewall rules."),
            .optional(
                "firewallSets", .map(.record(FirewallSetContent.shape)),
                "The contents with which it filled sets of networks; absent: there are none."),
            .optional(
                "network", .record(NetworkLedger.shape),
                "The objects of the node's network that it made; absent: there are none."),
        ])
}

extension LedgerEntry {
    /// The form of the entry.
    public static let shape = RecordShape(
        "ledgerEntry", "An IPVS service that Ballast owns.",
        [
            .required("drain", .record(DrainPolicy.shape), "How its servers leave."),
            .required(
                "draining", .map(.integer),
                "Servers that drain, each with its begin in milliseconds since boot."),
            .optional("fallback", .endpoint, "The server that stood in for the others last."),
            .optional(
                "outByHand", .list(.endpoint), "Servers to which the document gave no connections."
            ),
            .optional("name", .text, "Its name in the document."),
        ])
}

extension DrainPolicy {
    /// The form of the policy.
    public static let shape = RecordShape(
        "drain", "How servers leave a service.",
        [
            .required("timeout", .count, "Seconds that connections have to end."),
            .required(
                "onTimeout", .words(of: OnTimeout.self),
                "What is done when they have not ended: the server is removed or kept."),
        ])
}

extension StartedDaemon {
    /// The form of the daemon.
    public static let shape = RecordShape(
        "startedDaemon", "What the kernel does not list of a sync daemon.",
        [
            .optional("link", .count, "The number of its interface."),
            .optional("maximumLength", .count, "The length in bytes that was asked for."),
            .optional("ports", .count, "How many ports it uses."),
            .optional("since", .integer, "Its start, in milliseconds since boot."),
            .optional("socketSize", .count, "The value of sync_sock_size at its start."),
        ])
}
