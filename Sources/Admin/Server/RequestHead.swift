import NIOHTTP1

/// The head of a request after the checks that do not depend on its route.
struct RequestHead: Sendable {
    /// The method; GET for HEAD, whose answer has the same head.
    let method: String
    /// The path and the query.
    let target: String
    /// The headers that change the answer.
    let headers: APIHeaders
    /// The announced size of the body; 0: none, or unknown.
    let length: Int
    /// Whether the client waits for permission to send the body.
    ///
    /// Source: RFC 9110 section 10.1.1.
    let expectsContinue: Bool

    /// Whether the body is announced as longer than one that is no document.
    var isLong: Bool { length > APILimits.body }

    /// Checks a head.
    ///
    /// **Errors:** 400, 415, 417, 501; the connection has to end, because the end of the body is in
    /// doubt, or is not awaited.
    init(_ head: HTTPRequestHead) throws(APIRefusal) {
        let fields = head.headers
        try Self.checkCoding(head)
        // RFC 9112 section 3.2.
        let hosts = fields["host"]
        guard hosts.count == 1 || (hosts.isEmpty && head.version == .http1_0) else {
            throw APIRefusal(400, "the request has \(hosts.isEmpty ? "no" : "more than one") Host")
        }
        method = head.method == .HEAD ? "GET" : head.method.rawValue
        var headers = APIHeaders(fields)
        if let form = Self.absolute(head.uri) {
            target = form.target
            headers.host = form.host
        } else {
            target = head.uri
        }
        self.headers = headers
        length = try Self.length(fields)
        let expectations = fields[canonicalForm: "expect"]
        guard expectations.allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw APIRefusal(417, "the request expects more than 100-continue")
        }
        expectsContinue = !expectations.isEmpty && head.version != .http1_0
    }

    /// Checks the coding of the body.
    private static func checkCoding(_ head: HTTPRequestHead) throws(APIRefusal) {
        let fields = head.headers
        let codings = fields[canonicalForm: "transfer-encoding"].map { $0.lowercased() }
        // RFC 9112 section 6.1.
        guard codings.isEmpty || head.version != .http1_0 else {
            throw APIRefusal(400, "a request of HTTP/1.0 has no Transfer-Encoding")
        }
        guard codings.isEmpty || codings == ["chunked"] else {
            throw APIRefusal(501, "the only transfer coding is chunked")
        }
        // RFC 9110 sections 8.4 and 14.5.
        guard fields[canonicalForm: "content-encoding"].allSatisfy({ $0 == "identity" }) else {
            throw APIRefusal(415, "the body has to be without a content coding")
                .with("accept-encoding", "identity")
        }
        guard head.method != .PUT || !fields.contains(name: "content-range") else {
            throw APIRefusal(400, "a document is replaced as a whole, without Content-Range")
        }
    }

    private static func length(_ fields: HTTPHeaders) throws(APIRefusal) -> Int {
        guard let text = fields.first(name: "content-length") else { return 0 }
        guard let length = Int(text), length >= 0 else {
            throw APIRefusal(400, "Content-Length is no number of bytes")
        }
        return length
    }

    /// Returns the parts of a target with a host; nil: it has none.
    ///
    /// Source: RFC 9112 section 3.2.2: its host replaces that of the header.
    private static func absolute(_ target: String) -> (host: String, target: String)? {
        let lower = target.prefix(8).lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return nil }
        let rest = target.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        let path = String(rest.dropFirst(host.count))
        return (String(host), path.hasPrefix("/") ? path : "/" + path)
    }
}

extension APIHeaders {
    /// The headers of a request; of several lines of one name, the first, but of lists all.
    fileprivate init(_ headers: HTTPHeaders) {
        self.init()
        authorization = headers.first(name: "authorization")
        cookie = headers.first(name: "cookie")
        contentType = headers.first(name: "content-type").map { text in
            text.prefix { $0 != ";" && $0 != " " }.lowercased()
        }
        let matches = headers["if-match"]
        match = matches.isEmpty ? nil : matches.joined(separator: ", ")
        accept = headers.first(name: "accept")
        lastEvent = headers.first(name: "last-event-id")
        origin = headers.first(name: "origin")
        host = headers.first(name: "host")
        site = headers.first(name: "sec-fetch-site")
        noneMatch = headers.first(name: "if-none-match")
        proof = headers.first(name: "x-ballast-form")
    }
}
