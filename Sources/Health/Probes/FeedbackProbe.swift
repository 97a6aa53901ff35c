/// A question to a server's agent: how busy it is.
public struct FeedbackProbe: Sendable, Hashable {
    /// What is asked for over HTTP; nil: nothing is said, and the agent speaks.
    public let path: String?

    /// A question over HTTP where there is a path.
    public init(path: String? = nil) {
        self.path = path
    }
}
