import Addresses
import Model
import Seeds

/// Specs with names and texts that try to be more than names and texts.
struct HostileSpec {
    private var numbers: SeededNumbers
    private var count = 0

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    private static let pieces = [
        "a", "shop", " ", "\t", "\"", "'", "#", "$", "${HOME}", "\\", "\\n", "%", "%[src]", "%%",
        "{", "}", "(", ")", ",", ":", "::", "=", "if", "unless", "--", "-f", "/etc/passwd", "é",
        "日本", "\u{202e}", "||", "!", "[", "]", "@", "&", ";", "|", "*", "~", "^", "\\x0a",
    ]
    private static let breaks = ["\n", "\nlisten evil\n", "\r\n", "\u{0}", "\u{7f}", "\u{1b}"]

    /// A text; with breaks only where a document may have them.
    private mutating func text(breaks: Bool = false) -> String {
        let pieces = breaks ? Self.pieces + Self.breaks : Self.pieces
        let length = Int.random(in: 1...8, using: &numbers)
        return (0..<length).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
    }

    /// Unlike all other names of the spec, and without what no name of a document has.
    private mutating func name() -> String {
        count += 1
        return text().filter { !$0.isWhitespace && $0 != "/" } + "\(count)"
    }

    /// A regular expression that means some text itself.
    private mutating func expression() -> String {
        text().unicodeScalars.reduce(into: "") { pattern, scalar in
            if scalar.properties.isAlphabetic || scalar.value > 0x7f {
                pattern.unicodeScalars.append(scalar)
            } else {
                pattern += "\\x" + String(scalar.value + 0x100, radix: 16).dropFirst()
            }
        }
    }

    private mutating func server() -> ProxyServer {
        var server = ProxyServer(
            name: name(), address: .v4(IPv4Address(rawValue: 0x0a00_0001 + UInt32(count))),
            port: 80, weight: .random(in: 0...256, using: &numbers))
        if Bool.random(using: &numbers) {
            server.tls = Check.TLS(serverName: text())
            server.http2 = .random(using: &numbers)
        }
        server.state = ServerState.allCases.randomElement(using: &numbers) ?? .online
        return server
    }

    private mutating func route() -> Route {
        let match = Route.Match(
            path: expression(), prefix: [text(), text()], host: [text()],
            header: [Check.Header(name: text(), value: text())], method: [text()],
            query: [Check.Header(name: text(), value: text())])
        switch Int.random(in: 0..<3, using: &numbers) {
        case 0: return Route(match, to: .servers([server(), server()]))
        case 1:
            return Route(
                match,
                to: .redirect(Route.Redirect(to: text(), keepPath: .random(using: &numbers))))
        default:
            return Route(
                match,
                to: .answer(
                    Route.FixedAnswer(contentType: text(), body: text(breaks: true))))
        }
    }

    /// A spec of which HAProxy has to take every line.
    mutating func spec() -> Spec {
        var check = Check(.negotiate)
        check.service = .http
        check.request = "/" + text()
        check.virtualHost = text()
        check.expect = text(breaks: true)
        check.headers = [Check.Header(name: "X-A", value: text())]
        let certificate = name()
        let proxies = (0..<3).map { number -> Proxy in
            var proxy = Proxy(
                name: name(),
                listen: [
                    Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: UInt16(20_000 + number))
                ],
                persistence: .cookie(
                    ProxyPersistence.Cookie(name: "C\(number)", sameSite: .lax)),
                servers: [server(), server()], routes: [route(), route(), route()], check: check)
            proxy.balance = .header("X-" + "\(number)")
            proxy.fallback = .holdingPage
            proxy.headers.request = .init(
                set: [Check.Header(name: "X-B", value: text())], remove: ["X-C"])
            proxy.headers.response = .init(set: [Check.Header(name: "X-D", value: text())])
            proxy.compression = true
            proxy.traffic.rateLimit = .init(requests: 10, connections: 5, concurrent: 3)
            return proxy
        }
        let services = [
            SSLService(
                name: name(),
                listen: [Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 20_443)],
                certificates: [certificate, name()], backend: .proxy(proxies[0].name),
                hsts: SSLService.HSTS(), redirect: true)
        ]
        return Spec(
            proxies: proxies, sslServices: services,
            certificates: [NamedCertificate(name: certificate)])
    }
}
