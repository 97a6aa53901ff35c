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
    /// `Host`.
    public var host: String?
    /// `Sec-Fetch-Site`, by which a browser names the relation to the page that sends the request.
    public var site: String?
    /// `If-None-Match`.
    public var noneMatch: String?
    /// `X-Ballast-Form`, the CSRF token of a session.
    public var proof: String?

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

    /// Returns the value of a cookie; nil: there is none, or it occurs twice.
    ///
    /// Source: RFC 6265 section 4.2.1.
    public func cookie(_ name: String) -> String? {
        let values = (cookie ?? "").split(separator: ";").compactMap { pair -> String? in
            let parts = pair.drop { $0 == " " }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == name else { return nil }
            return String(parts[1])
        }
        return values.count == 1 ? values[0] : nil
    }

    /// Whether a browser sends the request from a page of another origin.
    ///
    /// Browsers send `Origin` or `Sec-Fetch-Site` with each form; other programs need neither.
    ///
    /// Source: Fetch Metadata Request Headers; RFC 6454 section 7.
    public var isFromElsewhere: Bool {
        if let site, site != "same-origin", site != "none" { return true }
        guard let origin else { return false }
        return origin != "https://\(host ?? "")"
    }
}
