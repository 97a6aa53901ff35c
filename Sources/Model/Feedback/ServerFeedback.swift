import Addresses

/// The complete feedback settings of one server of a service.
public struct ServerFeedback: Sendable, Hashable {
    /// The method; never `none`.
    public var method: Feedback.Method
    /// The address and port of the agent.
    public var endpoint: Endpoint
    /// The path of an HTTP request.
    public var path: String
    /// The source address; nil: chosen by the kernel.
    public var source: IPAddress?
    /// Time between two requests.
    public var interval: Duration
    /// Maximum duration of a request.
    public var timeout: Duration
    /// Share of the previous average in the new one, in percent.
    public var smoothing: Int
    /// The smallest change of the average that counts, in points of 100.
    public var minimumStep: Int
    /// The largest change per answer, in points of 100.
    public var maximumStep: Int
    /// Consecutive failed requests for which the last reading stays valid.
    public var hold: Int

    /// Completes the document's settings with the defaults.
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
    /// The feedback settings of a server; nil: its load is not read.
    public func feedback(of server: RealServer) -> ServerFeedback? {
        guard hasFeedback(server) else { return nil }
        let given = (server.feedback ?? Feedback()).completed(by: feedback ?? Feedback())
        return ServerFeedback(given, of: server.address)
    }

    /// Whether the load of any server is read, so that all weights are on feedback's scale.
    public var hasFeedback: Bool {
        if feedback == nil {
            return servers.contains { $0.feedback != nil && hasFeedback($0) }
        }
        return servers.contains(where: hasFeedback)
    }

    /// Whether the load of this server is read.
    public func hasFeedback(_ server: RealServer) -> Bool {
        guard feedback != nil || server.feedback != nil else { return false }
        return (server.feedback?.method ?? feedback?.method ?? .agent) != .none
    }
}
