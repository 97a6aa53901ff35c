/// The headers of a request that change its answer.
public struct APIHeaders: Sendable, Hashable {
    /// `Authorization`.
    public var authorization: String?
    /// `Cookie`.
    public var cookie: String?
    /// `Content-Type`, without parameters, in lower case.
    public var contentType: String?
    /// `If-Match`.
    public var match: String?
    /// `Accept`.
    public var accept: String?
    /// `Last-Event-ID`.
    public var lastEvent: String?
    /// `Origin`, of a page that a browser shows.
    public var origin: String?

    /// Creates headers, by default none.
    public init() {}

    /// The token of `Authorization: Bearer TOKEN`; nil: none.
    ///
    /// Source: RFC 6750 section 2.1.
    public var bearer: String? {
        guard let authorization else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
