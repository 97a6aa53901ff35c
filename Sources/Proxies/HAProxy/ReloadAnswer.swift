import Model

/// The answer to a reload request: `ballast reload --json`.
package struct ReloadAnswer: Sendable, Codable {
    /// The form of this answer; another one has another number.
    package private(set) var version: Int? = 1
    /// The failure of the reload; nil: HAProxy was reloaded.
    package let failure: HostFailure?

    /// Creates an answer.
    package init(failure: HostFailure?) {
        self.failure = failure
    }

    /// The form of `ballast reload --json`.
    package static let shape = RecordShape(
        "reload", "The output of ballast reload --json.",
        [
            .version(1),
            .optional(
                "failure", .record(HostFailure.shape),
                "Why HAProxy was not reloaded; absent: it was."),
        ])
}
