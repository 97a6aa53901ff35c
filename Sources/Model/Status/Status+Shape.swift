extension Status {
    /// The form of `ballast status --json`.
    public static let shape = RecordShape(
        "status", "The output of ballast status --json.",
        [
            .version(form),
            .required("controller", .record(ControllerStatus.shape), "The controller."),
            .required(
                "health", .record(Health.shape), "Whether the host is as the document wants."),
            .required("document", .record(DocumentStatus.shape), "The document."),
            .optional("lastPass", .record(PassStatus.shape), "The last look; absent before it."),
            .required(
                "services", .list(.record(ServiceStatus.shape)),
                "The services of the document in its order, then those that leave."),
            .required(
                "proxies", .list(.record(ProxyStatus.shape)),
                "The proxies of the document in its order."),
            .optional("workers", .record(WorkersStatus.shape), "The processes of HAProxy."),
            .optional(
                "certificates", .list(.record(CertificateStatus.shape)),
                "The certificates of SSL services in the order of the document."),
            .optional("accessLog", .record(AccessLogStatus.shape), "The access log."),
            .required(
                "addresses", .list(.record(AddressStatus.shape)), "The virtual addresses."),
            .optional(
                "syncDaemons", .list(.record(SyncDaemonStatus.shape)),
                "The daemons that synchronise connections."),
            .optional(
                "firewall", .list(.record(FirewallStatus.shape)),
                "The firewall rules by address family."),
            .optional(
                "network", .record(NetworkStatus.shape),
                "The node's own network; absent: the document has none for this node."),
            .optional(
                "failover", .record(FailoverStatus.shape),
                "The election of the node that has the addresses."),
            .optional(
                "replication", .record(ReplicationStatus.shape),
                "The replication of the document between the nodes."),
            .optional(
                "tableSync", .record(TableSyncStatus.shape),
                "The synchronisation of stick tables between the nodes."),
            .required(
                "failures", .list(.record(FailureStatus.shape)),
                "Steps that failed and are tried again."),
            .required(
                "draining", .list(.record(DrainingDestination.shape)),
                "Servers that are removed once their connections have ended."),
            .required(
                "handovers", .list(.text),
                "Servers that stay in service until others are proven, a sentence each."),
            .required(
                "foreign", .list(.record(ForeignObject.shape)), "Objects of other programs."),
            .required("notes", .list(.text), "Sentences for the operator."),
            .required("events", .list(.record(Event.shape)), "The latest events, newest last."),
        ])
}

extension Status.Health {
    /// The form of the health.
    public static let shape = RecordShape(
        "health", "Whether the host is as the document wants it.",
        [
            .required("healthy", .flag, "Whether there are no reasons."),
            .required("reasons", .list(.text), "Why it is degraded, a sentence each."),
        ])
}

extension ControllerStatus {
    /// The form of the controller.
    public static let shape = RecordShape(
        "controller", "The running controller.",
        [
            .required("version", .text, "The version of the program: 0.1.0."),
            .required("processID", .count, "Its process."),
            .required("started", .integer, "The time of its start, in milliseconds since 1970."),
            .required("managesAddresses", .flag, "False with --no-addresses."),
        ])
}

extension DocumentStatus {
    /// The form of the document.
    public static let shape = RecordShape(
        "document", "The document in force, and the rejected one.",
        [
            .required("path", .text, "The file."),
            .required("generation", .count, "Documents that were accepted since the start."),
            .optional(
                "number", .count, "The number of the one in force in ballast history."),
            .optional(
                "deadline", .integer,
                "The time when the one in force is undone without ballast confirm, in "
                    + "milliseconds since 1970."),
            .optional(
                "pending", .record(PendingEdit.shape),
                "The edit in the file that waits for its change window; absent: none."),
            .optional(
                "canary", .record(CanaryStatus.shape),
                "The edit of which one service is in force first; absent: none."),
            .optional(
                "accepted", .integer,
                "The time when the one in force was accepted, in milliseconds since 1970."),
            .optional(
                "kept", .integer,
                "The same time where an earlier run accepted it and the file was unusable."),
            .required(
                "rejected", .list(.record(Diagnostic.shape)),
                "Mistakes in the file; empty: it is the document in force."),
            .required(
                "warnings", .list(.record(Diagnostic.shape)),
                "Warnings about the document in force."),
        ])
}

extension PassStatus {
    /// The form of the pass.
    public static let shape = RecordShape(
        "pass", "A look at the host, with its plan and its steps.",
        [
            .required("time", .integer, "The time, in milliseconds since 1970."),
            .required("duration", .count, "The duration in microseconds."),
            .required("count", .count, "Passes since the start."),
            .required("steps", .count, "Steps that it applied."),
        ])
}

extension FailureStatus {
    /// The form of the failure.
    public static let shape = RecordShape(
        "failedStep", "A step that failed and is tried again.",
        [
            .required("step", .record(StepRecord.shape), "The step."),
            .required("description", .text, "The line of the step."),
            .required("failure", .record(HostFailure.shape), "The host's refusal."),
            .required("attempts", .count, "How often the step was tried."),
            .required("retryIn", .count, "The time until the next try, in milliseconds."),
        ])
}
