import Addresses

/// A real server: its desired and its observed state.
public struct ServerStatus: Sendable, Codable, Hashable {
    /// The name in the document; nil: it is not in the document.
    public var name: String?
    /// The endpoint.
    public var endpoint: Endpoint
    /// The wanted state in the document; nil: it is not in the document.
    public var state: ServerState?
    /// The desired destination; nil: none.
    public var want: Destination?
    /// The observed destination; nil: none.
    public var got: Destination?
    /// Its connections.
    public var connections: ConnectionCounts
    /// The reason that want and got differ, or that it gets no connections, or a remark of its
    /// checks; nil: none.
    public var reason: String?
    /// The verdict of its checks; nil: it is not checked, or no checks run.
    public var verdict: Verdict?
    /// The reading of its load; nil: its load is not read.
    public var feedback: FeedbackReading?
    /// True if its check is `off`.
    ///
    /// **Shape:** nil: it is not.
    public var isCheckOff: Bool?

    /// Creates a status.
    public init(
        name: String?, endpoint: Endpoint, state: ServerState?, want: Destination?,
        got: Destination?, connections: ConnectionCounts, reason: String?, verdict: Verdict? = nil
    ) {
        self.name = name
        self.endpoint = endpoint
        self.state = state
        self.want = want
        self.got = got
        self.connections = connections
        self.reason = reason
        self.verdict = verdict
    }

    /// Whether the operator wants it online and it does not work.
    public var isDown: Bool {
        state == .online && (verdict?.state == .down || feedback?.ability == .down)
    }

    /// Returns the reason that a server does not work, in the words of its check or agent, as a
    /// predicate for its name; nil: it works, or its state is unknown.
    ///
    /// - Parameter reading: nil: its load is not read.
    public static func outage(by verdict: Verdict?, _ reading: FeedbackReading?) -> String? {
        if let verdict, verdict.state == .down { return " is \(verdict)" }
        guard let reading, reading.ability == .down else { return nil }
        return ": its agent reports down" + (reading.reason.isEmpty ? "" : ": \(reading.reason)")
    }
}
