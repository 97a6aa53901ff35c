import Model

extension Explained {
    /// The form of `ballast explain --json`.
    package static let shape = RecordShape(
        "explain", "The output of ballast explain --json: every object that matches.",
        [
            .version(1),
            .optional("service", .record(ServiceExplanation.shape), "The service of this name."),
            .optional("server", .record(ExplainedServer.shape), "The server of a service."),
            .optional("proxy", .record(ProxyStatus.shape), "The proxy of this name."),
            .optional(
                "proxyServer", .record(ProxyServerExplanation.shape), "The server of a proxy."),
            .optional("route", .record(RouteExplanation.shape), "The route of a proxy."),
            .optional(
                "sslService", .record(SSLServiceExplanation.shape), "The SSL service of this name."
            ),
            .optional(
                "certificate", .record(CertificateStatus.shape), "The certificate of this name."),
            .optional("node", .record(NodeExplanation.shape), "The node of this name."),
            .optional(
                "group", .record(FailoverStatus.Group.shape), "The failover group of this name."),
            .optional(
                "nodes", .list(.record(NodeExplanation.shape)),
                "The nodes of that group; absent: the subject is no group."),
            .optional(
                "uses", .list(.record(AddressUse.shape)),
                "The uses of the address; absent: the subject is a name."),
            .required(
                "changes", .list(.record(Event.shape)), "Its latest events, newest last."),
        ])
}
