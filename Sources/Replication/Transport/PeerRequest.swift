import NIOHTTP1

/// A request of a peer, as the head of an HTTP request has it.
enum PeerRequest: Sendable, Hashable {
    /// An exchange of names, versions and memberships.
    case hello
    /// The generation in force, when it is another one than this; waits for it.
    case generation(after: Digest?)
    /// The contents of a file, from a position.
    case object(Digest, from: Int)
    /// The state of a generation on the node that asks.
    case report
    /// The admission of the node that asks.
    case join
    /// An exchange of shared entries.
    case entries
    /// Lines of the log of the node that asks.
    case lines

    /// Parses the head of a request.
    ///
    /// **Errors:** `PeerRefusal`: an unknown path or method, or a damaged parameter.
    init(_ head: HTTPRequestHead) throws(PeerRefusal) {
        let parts = head.uri.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count > 1 ? parts[1] : nil
        let method: HTTPMethod
        switch parts.first ?? "" {
        case "/v1/hello": (self, method) = (.hello, .POST)
        case "/v1/report": (self, method) = (.report, .POST)
        case "/v1/join": (self, method) = (.join, .POST)
        case "/v1/entries": (self, method) = (.entries, .POST)
        case "/v1/lines": (self, method) = (.lines, .POST)
        case "/v1/generation":
            (self, method) = (.generation(after: try Self.known(in: query)), .GET)
        case let path where path.hasPrefix("/v1/objects/"):
            guard let digest = Digest(hex: path.dropFirst("/v1/objects/".count)) else {
                throw PeerRefusal(.badRequest, "an object has a name of 64 hexadecimal digits")
            }
            (self, method) = (.object(digest, from: try Self.start(of: head)), .GET)
        default: throw PeerRefusal(.notFound, "there is no such path")
        }
        guard head.method == method else {
            throw PeerRefusal(.methodNotAllowed, "the method of this path is \(method.rawValue)")
        }
        if case .generation = self { return }
        guard query == nil else { throw PeerRefusal(.badRequest, "this path has no parameters") }
    }

    /// Whether a node without a trusted certificate may send it.
    var isForStrangers: Bool { self == .join }

    /// The most bytes of its body.
    var bodyLimit: Int {
        switch self {
        case .hello: PeerLimits.hello
        case .report: PeerLimits.report
        case .join: PeerLimits.join
        case .entries: PeerLimits.entries
        case .lines: PeerLimits.lines
        case .generation, .object: 0
        }
    }

    private static func known(in query: Substring?) throws(PeerRefusal) -> Digest? {
        guard let query else { return nil }
        guard query.hasPrefix("after="), let digest = Digest(hex: query.dropFirst(6)) else {
            throw PeerRefusal(.badRequest, "after has 64 hexadecimal digits")
        }
        return digest
    }

    /// Returns the first byte of a range without an end.
    ///
    /// Source: RFC 9110 section 14.2.
    private static func start(of head: HTTPRequestHead) throws(PeerRefusal) -> Int {
        let ranges = head.headers["range"]
        guard let range = ranges.first else { return 0 }
        guard ranges.count == 1, range.hasPrefix("bytes="), range.hasSuffix("-") else {
            throw PeerRefusal(.badRequest, "a range has the form bytes=N-")
        }
        let digits = range.dropFirst(6).dropLast()
        guard (1...15).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let start = Int(digits)
        else { throw PeerRefusal(.badRequest, "a range has the form bytes=N-") }
        return start
    }
}
