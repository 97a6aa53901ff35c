/// A request to a server's agent for its load.
public struct FeedbackProbe: Sendable, Hashable {
    /// The path of an HTTP request; nil: the agent sends without a request.
    public let path: String?
    /// The interval of the requests; nil: a single request.
    ///
    /// Servers with another interval do not share its answers.
    public let interval: Duration?

    /// Creates a request, over HTTP if there is a path.
    public init(path: String? = nil, interval: Duration? = nil) {
        self.path = path
        self.interval = interval
    }
}
