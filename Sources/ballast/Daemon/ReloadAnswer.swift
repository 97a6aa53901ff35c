import Model

/// The answer to a reload request: `ballast reload --json`.
struct ReloadAnswer: Sendable, Codable {
    /// The form of this answer; another one has another number.
    private(set) var version: Int? = 1
    /// The failure of the reload; nil: HAProxy was reloaded.
    let failure: HostFailure?

    /// The form of `ballast reload --json`.
    static let shape = RecordShape(
        "reload", "The output of ballast reload --json.",
        [
            .version(1),
            .optional(
                "failure", .record(HostFailure.shape),
                "Why HAProxy was not reloaded; absent: it was."),
        ])
}
