/// An HTTP/1.1 request on a connection of its own, and the response it must get.
///
/// Source: RFC 9112. Redirects are not followed: name the status that is expected.
public struct HTTPProbe: Sendable, Hashable {
    /// A request header beside those that every request has.
    public struct Header: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its value; never shown in a result.
        public let value: String

        /// A header of this name and value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The method, default GET.
    public let method: String
    /// The request target, default `/`.
    public let path: String
    /// The value of the Host header; nil is the address and port of the target.
    public let virtualHost: String?
    /// Further headers, in order.
    public let headers: [Header]
    /// The statuses that pass, default 200.
    public let statuses: [ClosedRange<Int>]
    /// What the body must contain; nil looks at status and headers, and reads no body.
    public let expect: Pattern?
    /// How much of the body is read, in bytes, at most; what lies beyond is not looked at.
    ///
    /// **Unit and range:** bytes, 1...1 MiB, default 64 KiB.
    public let bodyLimit: Int
    /// How TLS is spoken; nil for plain HTTP.
    public let tls: TLSSettings?

    /// A request for `/` that must be answered with 200, but for what is given.
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
