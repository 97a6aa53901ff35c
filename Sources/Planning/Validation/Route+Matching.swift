import Addresses
import Model

extension Route.Match {
    /// The conditions that no request meets, each with its key, reason and remedy.
    var impossibilities: [(key: String, message: String, hint: String)] {
        host.compactMap(Self.problem(ofHost:)) + prefix.compactMap(Self.problem(ofPrefix:))
            + header.compactMap(Self.problem(ofHeader:)) + query.compactMap(Self.problem(ofQuery:))
            + method.compactMap(Self.problem(ofMethod:))
    }

    private static func problem(ofHost host: String) -> (String, String, String)? {
        let rest = host.withoutTrailingDots.trimmingPrefix("*.")
        let message = "no request asks for the host \"\(host)\""
        if let scheme = rest.ranges(of: "://").first {
            let name = rest[scheme.upperBound...].prefix { !"/:".contains($0) }
            return ("host", "\(message): it is a URL", "write `host: \(name)`")
        }
        if IPAddress(String(rest))?.family == .ipv6 {
            return ("host", "\(message): it has no brackets", "write `host: \"[\(rest)]\"`")
        }
        let hasPort = !rest.hasPrefix("[") && rest.count { $0 == ":" } == 1
        let name = rest.prefix { !"/:".contains($0) }
        if hasPort {
            return (
                "host", "\(message): names are compared without a port", "write `host: \(name)`"
            )
        }
        if rest.contains("/") {
            return ("host", "\(message): it has a path", "write `host: \(name)`, and prefix")
        }
        if rest.contains("*") || rest.contains(" ") || rest.isEmpty {
            return (
                "host", "\(message): a name has no such characters",
                "write `host: shop.example`, or `*.shop.example` for all below it"
            )
        }
        if !rest.allSatisfy(\.isASCII) {
            return (
                "host", "\(message): names are sent in ASCII",
                "write it as browsers send it, with xn--"
            )
        }
        return nil
    }

    /// Reports a method in lower case: methods are case-sensitive.
    ///
    /// Source: RFC 9110 section 9.1.
    private static func problem(ofMethod method: String) -> (String, String, String)? {
        let upper = method.uppercased()
        guard method != upper, methods.contains(upper) else { return nil }
        return (
            "method", "no request has the method \"\(method)\": case counts",
            "write `method: \(upper)`"
        )
    }

    private static let methods: Set<String> = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
    ]

    /// Returns the text percent-encoded, as in a URL.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 0x80 && byte > 0x20
                ? String(UnicodeScalar(byte)) : "%\(digits.count == 1 ? "0" : "")\(digits)"
        }.joined()
    }

    private static func problem(ofPrefix prefix: String) -> (String, String, String)? {
        let message = "no path begins with \"\(prefix)\""
        if !prefix.hasPrefix("/"), prefix != "*" {
            return ("prefix", "\(message): paths begin with /", "write `prefix: /\(prefix)`")
        }
        if let end = prefix.firstIndex(where: { $0 == "?" || $0 == "#" }) {
            return (
                "prefix", "\(message): the query is no part of the path",
                "write `prefix: \(prefix[..<end])`, and query"
            )
        }
        if prefix.contains(" ") {
            return ("prefix", "\(message): it has a space", "write %20 for a space")
        }
        if !prefix.allSatisfy(\.isASCII) {
            return (
                "prefix", "\(message): paths are sent in ASCII",
                "write `prefix: \(escaped(prefix))`"
            )
        }
        return nil
    }

    private static func problem(ofHeader header: Check.Header) -> (String, String, String)? {
        if header.name.allSatisfy(\.isInToken), !header.name.isEmpty {
            let ends = [header.value.first, header.value.last]
            guard ends.contains(" ") || ends.contains("\t") else { return nil }
            return (
                "header",
                "no header \(header.name) has the value \"\(header.value)\": spaces at its ends"
                    + " do not count", "remove them"
            )
        }
        return (
            "header", "no request has the header \"\(header.name)\": a name has no such characters",
            "write its name as `X-Name`"
        )
    }

    private static func problem(ofQuery query: Check.Header) -> (String, String, String)? {
        if !query.name.allSatisfy({ $0.isASCII && $0 != " " }) {
            return (
                "query", "no query has the parameter \"\(query.name)\": it is sent in ASCII",
                "write its name as \(escaped(query.name))"
            )
        }
        guard let character = (query.name + query.value).first(where: { "&;#".contains($0) }) else {
            return nil
        }
        return (
            "query",
            "no query has \"\(query.name)\" with \"\(query.value)\": \(character) ends a parameter",
            "write it as it is sent: "
                + "%\(String(character.asciiValue ?? 0, radix: 16, uppercase: true))"
        )
    }

    /// Whether this match certainly includes every request of the other.
    func covers(_ other: Route.Match) -> Bool {
        let coversPath = path == nil || path == ".*" || path == other.path
        let coversPrefix =
            prefix.isEmpty
            || !other.prefix.isEmpty
                && other.prefix.allSatisfy { long in prefix.contains { long.hasPrefix($0) } }
        let coversHost = Self.covers(
            host.map { $0.withoutTrailingDots.lowercased() },
            other.host.map { $0.withoutTrailingDots.lowercased() })
        return coversPath && coversPrefix && coversHost
            && Self.covers(method, other.method)
            && Set(header).isSubset(of: Set(other.header))
            && Set(query).isSubset(of: Set(other.query))
    }

    /// Whether each of the other values is in this list, or this list is empty.
    private static func covers(_ values: [String], _ others: [String]) -> Bool {
        values.isEmpty || !others.isEmpty && Set(others).isSubset(of: Set(values))
    }
}
