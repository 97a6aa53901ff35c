/// An HTTP/1.1 request on its own connection, and the expected response.
///
/// Source: RFC 9112. Redirects are not followed: expect the status of the redirect instead.
public struct HTTPProbe: Sendable, Hashable {
    /// An additional request header.
    public struct Header: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value; never shown in a result.
        public let value: String

        /// Creates a header.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The method, default GET.
    public let method: String
    /// The request target, default `/`.
    public let path: String
    /// The value of the Host header; nil: the address and port of the target.
    public let virtualHost: String?
    /// Additional headers, in order.
    public let headers: [Header]
    /// The statuses that pass, default 200.
    public let statuses: [ClosedRange<Int>]
    /// The pattern that the body must contain; nil: the body is not read.
    public let expect: Pattern?
    /// Maximum number of bytes of the body that are read.
    ///
    /// **Unit and range:** bytes, 1...16 MiB, default 64 KiB.
    public let bodyLimit: Int
    /// TLS settings; nil: plain HTTP.
    public let tls: TLSSettings?

    /// Creates a request, by default for `/` with the expected status 200.
    public init(
        method: String = "GET", path: String = "/", virtualHost: String? = nil,
        headers: [Header] = [], statuses: [ClosedRange<Int>] = [200...200],
        expect: Pattern? = nil, bodyLimit: Int = 65_536, tls: TLSSettings? = nil
    ) {
        self.method = method
        self.path = path
        self.virtualHost = virtualHost
        self.headers = headers
        self.statuses = statuses
        self.expect = expect
        self.bodyLimit = bodyLimit
        self.tls = tls
    }
}
