import Addresses

/// How one server of one service is asked how busy it is, with nothing left open.
public struct ServerFeedback: Sendable, Hashable, Codable {
    /// How it is asked; never `none`.
    public var method: Feedback.Method
    /// Where it is asked.
    public var endpoint: Endpoint
    /// What is asked for over HTTP.
    public var path: String
    /// Address that the question comes from; nil: the kernel's choice.
    public var source: IPAddress?
    /// Time between two questions.
    public var interval: Duration
    /// How long an answer may take.
    public var timeout: Duration
    /// How much of the average stays when an answer comes in, in percent.
    public var smoothing: Int
    /// Smaller changes of the average change nothing, in points of 100.
    public var minimumStep: Int
    /// The largest change with one answer, in points of 100.
    public var maximumStep: Int
    /// Polls in a row without an answer for which the last one holds.
    public var hold: Int

    /// The defaults, but for what the document gives.
    public init(_ given: Feedback, of address: IPAddress) {
        method = given.method ?? .agent
        endpoint = Endpoint(given.address ?? address, port: given.port ?? Feedback.usualPort)
        path = given.path ?? "/"
        source = given.source
        interval = given.interval ?? Feedback.usualInterval
        timeout = given.timeout ?? min(interval, .seconds(1))
        smoothing = given.smoothing ?? 50
        minimumStep = given.minimumStep ?? 3
        maximumStep = given.maximumStep ?? 25
        hold = given.hold ?? 3
    }
}

extension Service {
    /// How a server of this service is asked; nil: it is not.
    public func feedback(of server: RealServer) -> ServerFeedback? {
        guard hasFeedback(server) else { return nil }
        let given = (server.feedback ?? Feedback()).completed(by: feedback ?? Feedback())
        return ServerFeedback(given, of: server.address)
    }

    /// Whether any of its servers is asked, so that all weights are on feedback's scale.
    public var hasFeedback: Bool {
        if feedback == nil {
            return servers.contains { $0.feedback != nil && hasFeedback($0) }
        }
        return servers.contains(where: hasFeedback)
    }

    /// Whether this server is asked.
    public func hasFeedback(_ server: RealServer) -> Bool {
        guard feedback != nil || server.feedback != nil else { return false }
        return (server.feedback?.method ?? feedback?.method ?? .agent) != .none
    }
}
