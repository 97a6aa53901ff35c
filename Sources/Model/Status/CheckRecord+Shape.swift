extension CheckRecord {
    /// The form of the record.
    public static let shape = RecordShape(
        "check", "The checks of a server.",
        [
            .required("target", .text, "The kind of check and the address that it asks."),
            .required("interval", .count, "Time between two checks, in milliseconds."),
            .required("fall", .count, "Failures in a row after which the server is down."),
            .required("rise", .count, "Passes in a row after which it is up, by the document."),
            .required(
                "passesNeeded", .count,
                "Passes in a row after which it is up: more than rise if it failed again soon "
                    + "after it was up."),
            .required("verdict", .record(Verdict.shape), "The verdict so far."),
            .required("contradictions", .count, "Results in a row that contradict the verdict."),
            .required(
                "results", .list(.record(Result.shape)),
                "The latest results, oldest first; at most 20."),
        ])
}

extension CheckRecord.Result {
    /// The form of the result.
    public static let shape = RecordShape(
        "checkResult", "The result of a check.",
        [
            .required("time", .integer, "The end of the check, in milliseconds since 1970."),
            .required(
                "outcome", .words(of: CheckResult.Outcome.self),
                "The conclusion; inconclusive: the check failed for a reason on this host."),
            .required(
                "phase", .words(of: CheckResult.Phase.self), "The last phase that was reached."),
            .required("duration", .count, "The duration in microseconds."),
            .optional("expected", .text, "The expected reply; absent: it is obvious."),
            .optional("seen", .text, "The reply, or the error; absent: nothing notable."),
            .optional(
                "weight", .count, "The weight that the check gives; absent: the document's."),
        ])
}
