/// The latest check of a server by HAProxy.
///
/// Source: HAProxy's management manual, 9.1, `check_status` and its neighbours.
public struct ProxyCheckStatus: Sendable, Codable, Hashable {
    /// HAProxy's keyword: `L4OK`, `L4CON`, `L7STS` and others.
    public var status: String
    /// The result: `Connection refused`, `HTTP status check returned code <3C>500<3E>`.
    public var text: String?
    /// The status of the HTTP or SMTP answer.
    public var code: Int?
    /// **Unit:** milliseconds.
    public var duration: Int?
    /// The time since the server last changed between up and down.
    ///
    /// **Unit:** seconds.
    public var lastChange: Int?

    /// Creates a check status.
    public init(
        status: String, text: String? = nil, code: Int? = nil, duration: Int? = nil,
        lastChange: Int? = nil
    ) {
        self.status = status
        self.text = text
        self.code = code
        self.duration = duration
        self.lastChange = lastChange
    }
}
