import Model

/// The election of the node that has the virtual addresses, for programs.
package struct ElectionAnswer: Sendable, Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The election; nil: the document has no failover.
    let failover: FailoverStatus?

    /// Creates the answer for a status.
    package init(_ status: Status) {
        failover = status.failover
    }

    /// The path of the request.
    static let path = "/failover"

    /// The form of the answer.
    package static let shape = RecordShape(
        "election", "The answer of the API to a request for the election.",
        [
            .version(1),
            .optional(
                "failover", .record(FailoverStatus.shape),
                "The election as this node sees it; absent: the document has no failover."),
        ])
}
