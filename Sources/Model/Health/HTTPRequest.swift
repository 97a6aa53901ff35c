/// An HTTP request and the expected reply.
public struct HTTPRequest: Sendable, Hashable, Codable {
    /// The method, for example `GET`.
    public var method: String
    /// Path and query.
    public var target: String
    /// The `Host` header; nil: the checked address.
    public var host: String?
    /// Additional headers.
    public var headers: [Check.Header]
    /// Statuses that pass.
    public var status: [StatusRange]
    /// The expected body.
    public var expect: Expectation

    /// Creates a request.
    public init(
        method: String = "GET", target: String = "/", host: String? = nil,
        headers: [Check.Header] = [], status: [StatusRange] = [StatusRange(200...399)],
        expect: Expectation = Expectation()
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.headers = headers
        self.status = status
        self.expect = expect
    }
}
