extension StepRecord {
    /// The form of the record.
    public static let shape = RecordShape(
        "step", "A change to one object of the host.",
        [
            .required(
                "action", .word(StepAction.allCases.map(\.word)),
                "The effect on the object; announce changes nothing on this host."),
            .required(
                "kind", .matching("^[a-z][A-Za-z]*$"),
                "The kind of object: service, server, address, sysctl, setting, timeouts, "
                    + "syncDaemon, firewall, network; of HAProxy "
                    + "haproxy, proxyServer, certificate."),
            .required("subject", .text, "The object: server 10.0.0.11:80 in tcp 10.0.0.1:80."),
            .optional(
                "from", .map(.scalar),
                "Its values before the step, by the keys of the document; absent where it is not "
                    + "there, or where they are not known."),
            .optional(
                "to", .map(.scalar),
                "Its values after the step, by the keys of the document; absent where it is not "
                    + "there any more, or has no values."),
            .required("risk", .words(of: Risk.self), "The worst effect of the step on clients."),
            .required(
                "phase", .word(StepPhase.allCases.map { "\($0)" }),
                "Its part of the plan; parts are applied in the order of this list."),
            .required("requires", .list(.text), "Objects without which the step is not tried."),
            .required("line", .text, "The line that ballast plan prints."),
            .optional(
                "parts", .list(.record(ProxyPart.shape)),
                "The differences that a start or a reload of HAProxy brings, by part of the "
                    + "document; absent: the line is complete."),
        ])
}

extension OutcomeRecord {
    /// The form of the record.
    public static let shape = RecordShape(
        "outcome", "The outcome of a step.",
        [
            .required("step", .record(StepRecord.shape), "The step."),
            .required(
                "result", .word(["done", "unchanged", "failed", "skipped"]),
                "The result; unchanged: the host was so already."),
            .optional("failure", .record(HostFailure.shape), "The host's refusal."),
            .optional("because", .text, "The reason why the step was not tried."),
        ])
}

extension HostFailure {
    /// The form of the failure.
    public static let shape = RecordShape(
        "failure", "A refusal of the kernel, of a file or of another program.",
        [
            .required("operation", .text, "The operation: add 10.0.0.7:80 to tcp 10.0.0.1:80."),
            .required("reason", .text, "The reason: no such service."),
            .optional("errno", .text, "The name of the system's error: ENOENT."),
            .optional("kernelText", .text, "The kernel's own words beside the error."),
            .optional("remedy", .text, "The remedy, where one is known."),
        ])
}
