extension WeightTerm {
    /// The form of the term.
    public static let shape = RecordShape(
        "weightTerm", "A term of a server's weight.",
        [
            .required("term", .words(of: Term.self), "The kind of term."),
            .required("weight", .count, "The weight after this term."),
            .required("reason", .text, "The reason in words."),
        ])
}

private let termsKey = RecordShape.Key.required(
    "terms", .list(.record(WeightTerm.shape)),
    "The terms of its weight in their order; the last one has the wanted weight.")

extension ServerExplanation {
    /// The form of the explanation.
    public static let shape = RecordShape(
        "weighedServer", "A server with the terms of its weight.",
        [
            .required("status", .record(ServerStatus.shape), "The server, wanted and found."),
            termsKey,
        ])
}

extension ExplainedServer {
    /// The form of the explanation.
    public static let shape = RecordShape(
        "explainedServer", "A server of layer 4.",
        [
            .required("service", .service, "Its service."),
            .required("server", .record(ServerExplanation.shape), "The server."),
            .optional(
                "fallback", .endpoint, "The fallback that serves clients now; absent: none does."),
            .optional("quorum", .record(QuorumState.shape), "The quorum of its service."),
            .optional("check", .record(CheckRecord.shape), "Its checks; absent: it has none."),
            .optional(
                "feedback", .record(ServerFeedback.shape), "How its load is read; absent: it isn't."
            ),
        ])
}

extension ServiceExplanation {
    /// The form of the explanation.
    public static let shape = RecordShape(
        "explainedService", "A service of layer 4.",
        [
            .required("name", .text, "Its name in the document."),
            .required("key", .service, "Its identity."),
            .optional("want", .record(VirtualService.shape), "The wanted one; absent: none."),
            .optional("got", .record(VirtualService.shape), "The kernel's one; absent: none."),
            .required("counters", .record(TrafficCounters.shape), "Totals and rates."),
            .required(
                "servers", .list(.record(ServerExplanation.shape)),
                "Its servers in the order of the document, then those that leave."),
            .required(
                "quiescent", .flag, "Whether servers that are down stay in IPVS, with weight 0."),
            .optional("quorum", .record(QuorumState.shape), "Its quorum."),
            .optional("fallback", .endpoint, "Its fallback."),
            .required("isFallbackIn", .flag, "Whether the fallback serves clients now."),
            servedBy,
        ])

    static let servedBy = RecordShape.Key.optional(
        "servedBy", .text,
        "The proxy that serves its clients until one of its servers passes its check.")
}

extension ProxyServerExplanation {
    /// The form of the explanation.
    public static let shape = RecordShape(
        "explainedProxyServer", "A server of a proxy.",
        [
            .required("proxy", .text, "The name of its proxy."),
            .required("status", .record(ProxyServerStatus.shape), "The server, wanted and found."),
            termsKey,
        ])
}

extension RouteExplanation {
    /// The form of the explanation.
    public static let shape = RecordShape(
        "explainedRoute", "A route of a proxy.",
        [
            .required("proxy", .text, "The name of its proxy."),
            .required("name", .text, "Its name, or else its number."),
            .required("number", .count, "Its position among the routes, from 1."),
            .required("match", .text, "The condition in words."),
            .optional("action", .text, "The action in words; absent: its servers answer."),
            .required("servers", .list(.record(ProxyServerStatus.shape)), "Its servers."),
        ])
}

extension SSLServiceExplanation {
    /// The form of the explanation.
    public static let shape = RecordShape(
        "explainedSSLService", "An SSL service.",
        [
            .required("name", .text, "Its name."),
            .required("listen", .list(.endpoint), "Where clients connect."),
            .required(
                "certificates", .list(.record(CertificateStatus.shape)),
                "Its certificates; a client with an unknown server name gets the first."),
            .optional("proxy", .record(ProxyStatus.shape), "The proxy that gets the requests."),
            .optional("endpoint", .endpoint, "The endpoint that gets the connections."),
        ])
}

extension NodeExplanation {
    /// The form of the explanation.
    public static let shape = RecordShape(
        "explainedNode", "A node of the cluster.",
        [
            .required("name", .text, "Its name."),
            .optional("address", .address, "Its address; absent: the document has none."),
            .required("priority", .count, "Its priority in the election."),
            .required(
                "elections", .list(.record(Election.shape)),
                "Its part in the election of each failover group."),
        ])
}

extension NodeExplanation.Election {
    /// The form of the part of a node.
    static let shape = RecordShape(
        "nodeElection", "The part of a node in the election of a failover group.",
        [
            .required("group", .text, "The name of the group."),
            .optional(
                "role", .words(of: FailoverStatus.Role.self), "Its role; absent: unknown."),
            .optional("priority", .count, "Its priority after deductions; absent: unknown."),
            .required("isStandingBy", .flag, "Whether the operator has put it in standby."),
            .required("isHere", .flag, "Whether it is this node."),
            .required("isHeard", .flag, "Whether its packets arrive, or it is this node."),
            .optional(
                "unready", .list(.text),
                "The reasons for which it does not take the role from a healthy node; empty: "
                    + "those of another node are in its own status; absent: it is ready, or no "
                    + "backup."),
            .optional(
                "since", .integer,
                "The time at which this node got its role, in milliseconds since 1970; absent: "
                    + "another node."),
            .optional(
                "lastHeard", .integer,
                "The time of its last packet, in milliseconds since 1970; absent: this node, or "
                    + "none since the election began."),
        ])
}

extension AddressUse {
    /// The form of the use.
    public static let shape = RecordShape(
        "addressUse", "A use of an address in the document.",
        [
            .required("words", .text, "The use: \"service web listens\"."),
            .required("place", .text, "The endpoint, or the address with its prefix length."),
            .optional("state", .text, "Its state in words; absent: unknown."),
        ])
}
