import Controller
import Model

extension PlanAnswer {
    /// The form of `ballast plan --json`.
    static let shape = RecordShape(
        "plan", "The output of ballast plan --json.",
        [
            .version(1),
            .required(
                "steps", .list(.record(StepRecord.shape)),
                "The steps, in the order in which they are applied: those of HAProxy first."),
            .required("summary", .record(PlanSummary.shape), "The size of the plan."),
            draining,
            .required(
                "handovers", .list(.text),
                "Servers and proxies that stay until others are proven, a sentence each."),
            .required(
                "outages", .list(.service),
                "Layer-4 services that are left without a working server."),
            .required(
                "proxyOutages", .list(.text),
                "Proxies and routes that are left without a working server, a sentence each."),
            foreign,
            .required(
                "foreignTouched", .count,
                "Services of other programs that are removed, or that share a changed setting."),
            notes, failures,
        ])

    static let failures = RecordShape.Key.required(
        "failures", .list(.record(FailedPart.shape)),
        "The kinds of objects that could not be read, and were left alone.")
    static let draining = RecordShape.Key.required(
        "draining", .list(.record(DrainingDestination.shape)),
        "Servers that are removed once their connections have ended.")
    static let foreign = RecordShape.Key.required(
        "foreign", .list(.record(ForeignObject.shape)),
        "Objects of other programs, which stay as they are.")
    static let notes = RecordShape.Key.required(
        "notes", .list(.text), "Sentences for the operator.")
}

extension ApplyAnswer {
    /// The form of `ballast apply --json`.
    static let shape = RecordShape(
        "apply", "The output of ballast apply --json.",
        [
            .version(1),
            .required(
                "converged", .flag,
                "Whether the host is as the document wants, but for servers that drain; false with "
                    + "controller."),
            .required(
                "outcomes", .list(.record(OutcomeRecord.shape)), "The outcomes of all steps."),
            .optional(
                "proxyFailure", .record(HostFailure.shape), "Why HAProxy was not changed."),
            PlanAnswer.draining,
            .required(
                "missing", .list(.record(InterfaceAddress.shape)),
                "Virtual addresses that the host still lacks."),
            PlanAnswer.failures, PlanAnswer.foreign, PlanAnswer.notes,
            .optional(
                "ledgerFailure", .record(HostFailure.shape),
                "Why the ledger could not be read or saved."),
            .optional(
                "controller", .text,
                "The document of the running controller that applies this one; absent: this "
                    + "command did."),
        ])
}

extension DocumentAnswer {
    /// The form of `ballast validate --json`, and of any command whose document has an error.
    static let shape = RecordShape(
        "diagnostics", "The output of ballast validate --json.",
        [
            .version(1),
            .required("file", .text, "The document."),
            .required("valid", .flag, "Whether it has no errors."),
            .required(
                "diagnostics", .list(.record(Diagnostic.shape)),
                "Its mistakes and warnings in the order of the text, at most 200."),
            .required("omitted", .count, "How many more there are."),
        ])
}

extension LogLine {
    /// The form of a line of `ballast run --log-json`.
    static let shape = RecordShape(
        "logLine", "A line of ballast run --log-json: an event, or another line of the log.",
        [
            .version(1),
            .required(
                "time", .matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z$"),
                "The time in UTC, as in RFC 3339."),
            .required("level", .word(levels), "The weight of the line."),
            .required("message", .text, "The line in a sentence."),
            .optional(
                "event", .words(of: Event.Kind.self),
                "The kind of event; absent: the line is no event."),
            .optional(
                "details", .list(.text),
                "The parts of the event, a line each: steps, servers, diagnostics; at most 20."),
            .required("fields", .map(.text), "Further values of the line by name."),
        ])
}
