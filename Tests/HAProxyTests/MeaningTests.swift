import Addresses
import HAProxy
import Model
import TestThreads
import Testing

/// What of a document stands in haproxy.cfg, line by line.
@Suite("what haproxy.cfg says of a document", .ownThreads)
struct MeaningTests {
    private static let loopback = IPAddress.v4(IPv4Address(rawValue: 0x7f00_0001))
    private static let listen = Endpoint(loopback, port: 20_080)
    private static let server = ProxyServer(name: "a", address: loopback, port: 8443)

    /// The lines of a spec, which the real HAProxy takes without a warning.
    private static func lines(
        _ spec: Spec, _ location: Testing.SourceLocation = #_sourceLocation
    ) throws -> [String] {
        if HAProxyCommand.isInstalled() {
            let (status, output, _, configuration) = try HAProxyCommand.check(spec)
            #expect(status == 0, "\(output)\n\(configuration.text)", sourceLocation: location)
            #expect(
                !output.contains("[WARNING]"), "\(output)\n\(configuration.text)",
                sourceLocation: location)
        }
        let settings = HAProxySettings(directory: "/d", certificateDirectory: "/c")
        return haproxyConfiguration(for: spec, settings: settings).lines.map {
            String($0.text.drop { $0 == " " })
        }
    }

    private static func serverLine(_ proxy: Proxy) throws -> String {
        let lines = try lines(Spec(proxies: [proxy]))
        return try #require(lines.first { $0.hasPrefix("server ") })
    }

    @Test("a check over TLS names the site: by its own tls, the server's, or the virtual host")
    func names() throws {
        var check = Check(.negotiate)
        check.service = .https
        check.virtualHost = "shop.example:8443"
        var proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server], check: check)
        #expect(
            try Self.serverLine(proxy).hasSuffix("check-ssl verify none check-sni shop.example"))
        proxy.check?.tls = Check.TLS(verify: true)
        #expect(
            try Self.serverLine(proxy).hasSuffix(
                "ca-file \"@system-ca\" verifyhost shop.example check-sni shop.example"))
        proxy.check?.tls = Check.TLS(serverName: "own.example")
        #expect(try Self.serverLine(proxy).hasSuffix("check-sni own.example"))
        proxy.check?.virtualHost = "10.0.0.1"
        proxy.check?.tls = nil
        #expect(try Self.serverLine(proxy).hasSuffix("check-ssl verify none"))
        proxy.servers[0].tls = Check.TLS(serverName: "inner.example")
        #expect(try Self.serverLine(proxy).hasSuffix("check-ssl check-sni inner.example"))
        // A connection, and a request in what the server itself speaks.
        proxy.check = Check(.connect)
        #expect(try Self.serverLine(proxy).hasSuffix("check-sni inner.example"))
        proxy.check = check
        proxy.check?.service = .http
        #expect(try Self.serverLine(proxy).hasSuffix("check-sni inner.example"))
        proxy.check?.port = 8080
        #expect(try Self.serverLine(proxy).hasSuffix("rise 1 port 8080"))
        // The server's own port is no other one.
        proxy.check?.port = 8443
        #expect(try Self.serverLine(proxy).hasSuffix("rise 1 check-sni inner.example"))
    }

    @Test("headers of a check replace those that are sent anyway")
    func headers() throws {
        var check = Check(.negotiate)
        check.service = .http
        check.virtualHost = "a.example"
        check.headers = [
            .init(name: "host", value: "b.example"), .init(name: "Connection", value: "close"),
            .init(name: "User-Agent", value: "probe"),
        ]
        let proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server], check: check)
        let send = try #require(
            try Self.lines(Spec(proxies: [proxy])).first { $0.hasPrefix("http-check send") })
        #expect(
            send.hasSuffix("ver \"HTTP/1.1\" hdr host b.example hdr User-Agent probe")
                || send.hasSuffix("ver HTTP/1.1 hdr host b.example hdr User-Agent probe"), "\(send)"
        )
    }

    @Test("a check may take its own time, and asks no address for a name")
    func limits() throws {
        var check = Check(.negotiate)
        check.service = .https
        var proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server], check: check)
        func limit() throws -> String? {
            try Self.lines(Spec(proxies: [proxy])).first { $0.hasPrefix("timeout check") }
        }
        #expect(try limit() == "timeout check 30s")
        proxy.check?.timeout = .seconds(7)
        #expect(try limit() == "timeout check 7s")
        proxy.check?.negotiateTimeout = .seconds(20)
        #expect(try limit() == "timeout check 20s")
        proxy.check = Check(.connect)
        #expect(try limit() == "timeout check 5s")
        proxy.check = check
        proxy.check?.tls = Check.TLS(serverName: "127.0.0.1")
        proxy.servers[0].tls = Check.TLS(serverName: "::1")
        #expect(try Self.serverLine(proxy).hasSuffix("check-ssl"))
        #expect(try !Self.serverLine(proxy).contains(" sni "))
    }

    @Test("a redirect to the usual port of TLS names no port")
    func redirect() throws {
        let address = try #require(IPAddress("127.0.0.1"))
        let spec = Spec(
            proxies: [Proxy(name: "p", listen: [Self.listen], servers: [Self.server])],
            sslServices: [
                SSLService(
                    name: "s", listen: [Endpoint(address, port: 443)], certificates: ["c"],
                    backend: .proxy("p"), redirect: true)
            ], certificates: [NamedCertificate(name: "c")])
        let settings = HAProxySettings(directory: "/d", certificateDirectory: "/c")
        let text = haproxyConfiguration(for: spec, settings: settings).text
        #expect(
            text.contains("redirect prefix https://%[req.hdr(host),host_only] code 301 unless"))
        #expect(text.contains("redirect prefix https://[%[dst]] code 301 unless"))
    }

    @Test("a text is said with the server's PROXY protocol, and mail servers hear HELO")
    func dialogues() throws {
        var check = Check(.negotiate)
        check.service = .tcp
        check.send = "PING"
        check.tls = Check.TLS(serverName: "s.example")
        var proxy = Proxy(
            name: "p", listen: [Self.listen], mode: .tcp, servers: [Self.server], check: check)
        #expect(
            try Self.lines(Spec(proxies: [proxy])).contains(
                "tcp-check connect default ssl sni s.example"))
        proxy.check?.service = .smtp
        proxy.check?.tls = nil
        #expect(
            try Self.lines(Spec(proxies: [proxy])).contains("option smtpchk HELO localhost"))
    }

    @Test("a listen on every IPv6 address leaves IPv4 alone")
    func everySix() throws {
        let proxy = Proxy(
            name: "p", listen: [try #require(Endpoint("[::]:20080")), Self.listen],
            servers: [Self.server])
        let lines = try Self.lines(Spec(proxies: [proxy]))
        #expect(lines.contains("bind \"[::]:20080\" v6only"))
        #expect(lines.contains("bind 127.0.0.1:20080"))
    }

    @Test("an agent's words are left out while Ballast finds the server down, without a reload")
    func agent() throws {
        var check = Check(.negotiate)
        check.service = .imap
        var proxy = Proxy(
            name: "p", listen: [Self.listen], mode: .tcp, servers: [Self.server], check: check)
        proxy.feedback = Feedback(.agent)
        let spec = Spec(proxies: [proxy])
        func rendered(_ down: [String: Set<Endpoint>]) -> RenderedConfiguration {
            var results = ProxyCheckResults()
            results.down = down
            return haproxyConfiguration(
                for: spec,
                settings: HAProxySettings(
                    directory: "/d", certificateDirectory: "/c",
                    worker: WorkerSettings(folder: "/d"), results: results))
        }
        let up = rendered([:])
        let down = rendered(["p": [Endpoint(Self.loopback, port: 8443)]])
        #expect(up.text.contains("agent-check"))
        #expect(!down.text.contains("agent-check") && down.text.contains(" disabled"))
        #expect(up.frame == down.frame)
    }

    @Test("half-closed connections end after 30 s, whatever the timeout of tunnels is")
    func halfClosed() throws {
        var proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server])
        proxy.traffic.timeouts.tunnel = .seconds(86_400)
        let lines = try Self.lines(Spec(proxies: [proxy]))
        #expect(lines.contains("timeout client-fin 30s"))
        #expect(lines.contains("timeout server-fin 30s"))
    }

    @Test("in mode tcp the timeout of tunnels is none, unless the document has one")
    func tunnels() throws {
        var proxy = Proxy(name: "p", listen: [Self.listen], mode: .tcp, servers: [Self.server])
        func tunnels() throws -> [String] {
            try Self.lines(Spec(proxies: [proxy])).filter { $0.hasPrefix("timeout tunnel") }
        }
        #expect(try tunnels() == ["timeout tunnel 3600s", "timeout tunnel 0s"])
        proxy.raw = ["timeout tunnel 30m"]
        #expect(try tunnels() == ["timeout tunnel 3600s", "timeout tunnel 30m"])
        proxy.raw = []
        proxy.traffic.timeouts.tunnel = .seconds(3600)
        #expect(try tunnels() == ["timeout tunnel 3600s"])
        proxy.traffic.timeouts.tunnel = .seconds(900)
        #expect(try tunnels() == ["timeout tunnel 3600s", "timeout tunnel 900s"])
        proxy.mode = .http
        proxy.traffic.timeouts.tunnel = nil
        #expect(try tunnels() == ["timeout tunnel 3600s"])
    }

    @Test("beside an agent weights are as large as HAProxy takes them, by one factor")
    func agentScale() throws {
        var proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server, Self.server])
        proxy.servers[0].weight = 3
        proxy.servers[1].name = "b"
        proxy.servers[1].port = 82
        func weights() throws -> [Substring] {
            try Self.lines(Spec(proxies: [proxy])).filter { $0.hasPrefix("server ") }
                .map { $0.split(separator: " ")[4] }
        }
        #expect(try weights() == ["3", "1"])
        proxy.servers[1].feedback = Feedback(.agent)
        #expect(try weights() == ["256", "85"])
        proxy.servers[0].state = .drain
        #expect(try weights() == ["0", "85"], "a drain changes no other weight")
    }

    @Test("a holding page that is larger than HAProxy's buffer is replaced by the built-in one")
    func pageSize() throws {
        var proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server])
        proxy.fallback = .holdingPage
        var spec = Spec(proxies: [proxy])
        for (size, isServed) in [(14_336, true), (14_337, false), (20_000, false)] {
            let page = String(repeating: "x", count: size)
            spec.holdingPage.content = .text(page)
            _ = try Self.lines(spec)
            let settings = HAProxySettings(directory: "/d", certificateDirectory: "/c")
            let files = haproxyConfiguration(for: spec, settings: settings).files
            #expect(files.map(\.contents) == [isServed ? page : HoldingPage.builtIn])
            #expect((spec.refusal(ofPage: page) == nil) == isServed)
        }
    }

    @Test("what the document adds to messages has its room in HAProxy's buffers")
    func buffers() throws {
        var proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server])
        var spec: Spec { Spec(proxies: [proxy]) }
        func sizes(_ spec: Spec) throws -> [String] {
            try Self.lines(spec).filter {
                $0.hasPrefix("tune.bufsize") || $0.hasPrefix("tune.maxrewrite")
            }
        }
        func header(_ count: Int) -> Check.Header {
            Check.Header(name: "X-Token", value: String(repeating: "x", count: count))
        }
        proxy.headers.response.set = [header(400)]
        #expect(try sizes(spec) == [])
        proxy.headers.response.set = [header(1000)]
        #expect(try sizes(spec) == ["tune.bufsize 17408", "tune.maxrewrite 2048"])
        proxy.headers.request.set = [header(12_000), header(12_000)]
        #expect(try sizes(spec) == ["tune.bufsize 49152", "tune.maxrewrite 24576"])
        proxy.headers = HeaderEdits()
        proxy.raw = ["http-request set-header X-A \(String(repeating: "x", count: 1000))"]
        #expect(try sizes(spec) == ["tune.bufsize 17408", "tune.maxrewrite 2048"])
        var service = SSLService(
            name: "s", listen: [Endpoint(Self.loopback, port: 20_443)], certificates: ["c"],
            backend: .endpoint(Self.listen))
        service.clientCertificates = .init(authority: "a", forward: true)
        let settings = HAProxySettings(directory: "/d", certificateDirectory: "/c")
        let text = haproxyConfiguration(for: Spec(sslServices: [service]), settings: settings).text
        #expect(text.contains("    tune.bufsize 24576\n    tune.maxrewrite 9216\n"))
    }

    @Test("tables bring a section of peers, and nothing else does")
    func peers() {
        func text(_ proxy: Proxy) -> String {
            var settings = HAProxySettings(
                directory: "/d", certificateDirectory: "/c", worker: WorkerSettings(folder: "/d"))
            settings.confinement = .init(user: "haproxy")
            return haproxyConfiguration(for: Spec(proxies: [proxy]), settings: settings).text
        }
        var proxy = Proxy(name: "p", listen: [Self.listen], servers: [Self.server])
        #expect(!text(proxy).contains("peers"))
        proxy.traffic.rateLimit = .init(connections: 3)
        #expect(
            text(proxy).contains(
                "\npeers ballast\n    bind unix@peers.sock user haproxy mode 600\n")
                || text(proxy).contains("bind \"unix@peers.sock\" user haproxy mode 600\n"))
        #expect(text(proxy).contains("track-sc0 src,ipmask(32,64) table p::limits"))
    }

    @Test("rules send the remembered clients of drained servers elsewhere, also in routes")
    func drains() throws {
        var proxy = Proxy(
            name: "shop", listen: [Self.listen],
            persistence: .cookie(.init(name: "S.1", maxIdle: .seconds(60))),
            servers: [Self.server])
        proxy.routes = [
            Route(
                .init(prefix: ["/i"]),
                to: .servers([ProxyServer(name: "i", address: Self.loopback, port: 81)]))
        ]
        proxy.routes[0].persistence = .source(.seconds(60), ipv6Prefix: 64)
        let lines = try Self.lines(Spec(proxies: [proxy]))
        #expect(
            lines.contains {
                $0.hasPrefix("http-request replace-header Cookie ") && $0.contains("S\\\\.1=a(")
                    && $0.contains("if { srv_uweight(shop/a) eq 0 }")
            }, "\(lines)")
        let route = lines.drop { $0 != "backend shop::1" }
        #expect(
            route.contains {
                $0.hasPrefix("http-request set-var(txn.drained_")
                    && $0.contains("srv_uweight(shop::1/i)")
            }, "\(lines)")
        #expect(route.contains { $0.hasPrefix("stick match ") && $0.contains(" unless { var(") })
        #expect(route.contains { $0.hasPrefix("server i ") && $0.contains(" id ") })
        // Where HAProxy reads no requests too.
        proxy = Proxy(
            name: "rdp", listen: [Self.listen], mode: .tcp, persistence: .rdpCookie(.seconds(60)),
            servers: [Self.server])
        let text = try Self.lines(Spec(proxies: [proxy]))
        let mark = text.firstIndex { $0.hasPrefix("tcp-request content set-var(sess.drained_") }
        let accept = text.firstIndex { $0.hasPrefix("tcp-request content accept") }
        #expect(try #require(mark) < #require(accept), "a rule that accepts ends the rules")
    }

    @Test("a route's name is its backend's and its cookie's, and it has its own ways")
    func routes() throws {
        var check = Check(.negotiate)
        check.service = .http
        check.request = "/route"
        var proxy = Proxy(
            name: "shop", listen: [Self.listen], persistence: .cookie(.init()),
            servers: [Self.server], check: Check(.connect))
        func route(_ name: String?, _ prefix: String) -> Route {
            Route(
                Route.Match(prefix: [prefix]),
                to: .servers([
                    ProxyServer(name: "s\(prefix.dropFirst())", address: Self.loopback, port: 81)
                ]), name: name)
        }
        proxy.routes = ["img", nil, "limits", "2", "é x"].enumerated().map { route($1, "/\($0)") }
        proxy.routes[0].balance = .leastConnections
        proxy.routes[0].check = check
        proxy.routes[0].fallback = .holdingPage
        proxy.routes[1].persistence = ProxyPersistence.none
        let lines = try Self.lines(Spec(proxies: [proxy]))
        let backends = lines.filter { $0.hasPrefix("backend ") }
        #expect(
            backends == [
                "backend shop::img", "backend shop::2", "backend shop:::6cimits",
                "backend shop:::32", "backend shop:::c3:a9:20x",
            ])
        let image = lines.drop { $0 != "backend shop::img" }.prefix { $0 != "backend shop::2" }
        #expect(image.contains("balance leastconn"))
        #expect(image.contains { $0.hasPrefix("cookie SERVERID-img insert") })
        #expect(image.contains { $0.hasPrefix("http-check send meth GET uri /route") })
        #expect(image.contains { $0.hasPrefix("http-error status 503") })
        let second = lines.drop { $0 != "backend shop::2" }.prefix { !$0.isEmpty }
        #expect(!second.contains { $0.hasPrefix("cookie ") })
        #expect(!second.contains("option httpchk"))
    }
}
