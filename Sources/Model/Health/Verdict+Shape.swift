extension Verdict {
    /// The form of the verdict.
    public static let shape = RecordShape(
        "verdict", "The result of a server's checks.",
        [
            .required(
                "state", .words(of: State.self),
                "Whether the server works; unknown: no check has ended yet."),
            .required(
                "since", .integer, "The time of the last change, in milliseconds since 1970."),
            .required("reason", .text, "The reason; empty: none is needed."),
            .optional(
                "weight", .count, "The weight that the check gives it; absent: the document's."),
            .required("inconclusive", .count, "Checks in a row that had no result."),
            .optional(
                "trial", .count,
                "Passed checks in a row while they are too few for it to replace other servers."),
        ])
}

extension QuorumState {
    /// The form of the state.
    public static let shape = RecordShape(
        "quorum", "The weight of a service's working servers, and its limits.",
        [
            .required("isLost", .flag, "Whether the fallback has the service alone."),
            .required("available", .count, "The weight of the online servers that work."),
            .required("total", .count, "The weight of all online servers."),
            .required("low", .count, "The quorum is lost below this weight."),
            .required("high", .count, "It is regained at this weight."),
        ])
}

extension FeedbackReading {
    /// The form of the reading.
    public static let shape = RecordShape(
        "feedback", "The load of a server as its agent reports it.",
        [
            .optional("raw", .count, "The idle percentage of the latest answer."),
            .optional("smoothed", .count, "The average over its answers, in percent."),
            .optional("applied", .count, "The percentage that its weight follows."),
            .required("wish", .words(of: FeedbackAnswer.Wish.self), "The wish of the agent."),
            .required(
                "ability", .words(of: FeedbackAnswer.Ability.self),
                "Whether the server can work, by its agent."),
            .optional("limit", .count, "Most connections that it accepts; absent: the document's."),
            .required("missed", .count, "Polls in a row without an answer."),
            .required("reason", .text, "The agent's reason, or why there was no answer."),
            .optional(
                "answered", .integer,
                "The time of the last answer, in milliseconds since 1970; absent: never."),
        ])
}
