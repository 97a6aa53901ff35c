/// A question to a server's agent: how busy it is.
public struct FeedbackProbe: Sendable, Hashable {
    /// What is asked for over HTTP; nil: nothing is said, and the agent speaks.
    public let path: String?
    /// How often it is put: an answer counts for those alone who ask as often; nil: once.
    public let interval: Duration?

    /// A question over HTTP where there is a path.
    public init(path: String? = nil, interval: Duration? = nil) {
        self.path = path
        self.interval = interval
    }
}
