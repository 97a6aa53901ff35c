extension Event {
    /// The form of the event.
    public static let shape = RecordShape(
        "event", "A change that the controller made or noticed.",
        [
            .optional(
                "number", .count,
                "Its place among the events of the controller, from 1; absent: of an earlier "
                    + "version."),
            .required("time", .integer, "The time, in milliseconds since 1970."),
            .required("kind", .words(of: Kind.self), "The kind of event."),
            .required("message", .text, "The event in a sentence."),
            .required(
                "details", .list(.text),
                "Its parts, a line each: steps, servers, diagnostics; at most 20."),
        ])
}
