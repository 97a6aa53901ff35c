/// The answer to the announcement of an edit.
package struct AnnouncementAnswer: Sendable, Hashable, Codable {
    /// The reason that the command must not save its file; nil: it can.
    package var failure: String?

    /// Creates an answer.
    package init(failure: String? = nil) {
        self.failure = failure
    }
}
