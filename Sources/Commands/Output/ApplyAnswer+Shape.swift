import Controller
import Model

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
