import Addresses
import HAProxy
import Model
import Seeds
import TestThreads
import Testing

@Suite("haproxy.cfg", .ownThreads)
struct RenderingTests {
    private static let loopback = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 20_080)
    private static let server = ProxyServer(
        name: "app1", address: .v4(IPv4Address(rawValue: 0x0a00_0001)), port: 80)

    @Test("whatever names and texts hold, HAProxy reads what was planned", arguments: 0..<60)
    func hostile(seed: UInt64) throws {
        guard HAProxyCommand.isInstalled() else { return }
        var source = HostileSpec(seed: seed)
        let spec = source.spec()
        let (status, output, _, configuration) = try HAProxyCommand.check(spec)
        #expect(status == 0, "seed \(seed): \(output)\n\(configuration.text)")
        #expect(!output.contains("[WARNING]"), "seed \(seed): \(output)")
        let lines = configuration.text.split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == configuration.lines.count + 1)
        // One listen for each proxy, one backend for each route, one table for each limit.
        let sections = lines.filter { !$0.isEmpty && !$0.hasPrefix(" ") }
        #expect(sections.count { $0.hasPrefix("listen ") } == spec.proxies.count)
        let backends = spec.proxies.reduce(0) { $0 + $1.routes.count + 1 }
        #expect(sections.count { $0.hasPrefix("backend ") } == backends)
        #expect(sections.count == spec.proxies.count + backends + 2)
        let servers = spec.proxies.reduce(0) { count, proxy in
            count + proxy.servers.count + proxy.routes.reduce(0) { $0 + $1.servers.count }
        }
        #expect(lines.count { $0.hasPrefix("    server ") } == servers)
        #expect(lines.count { $0.hasPrefix("    bind ") } == spec.proxies.count + 1)
    }

    @Test("backends of routes have no timeouts of clients, of which HAProxy warns")
    func clientTimeouts() throws {
        guard HAProxyCommand.isInstalled() else { return }
        var timeouts = ProxyTimeouts()
        timeouts.client = .seconds(90)
        timeouts.server = .seconds(91)
        let route = Route(Route.Match(prefix: ["/a"]), to: .servers([Self.server]))
        var spec = Spec(proxies: [
            Proxy(
                name: "shop", listen: [Self.loopback], servers: [Self.server], routes: [route])
        ])
        spec.proxies[0].traffic.timeouts = timeouts
        let (status, output, _, configuration) = try HAProxyCommand.check(spec)
        #expect(status == 0 && !output.contains("[WARNING]"), "\(output)")
        let lines = configuration.text.split(separator: "\n")
        #expect(lines.count { $0.contains("timeout client 90") } == 1)
        #expect(lines.count { $0.contains("timeout server 91") } == 2)
    }

    @Test("HAProxy takes every combination of what a proxy can be", arguments: 0..<40)
    func combinations(seed: UInt64) throws {
        guard HAProxyCommand.isInstalled() else { return }
        var numbers = SeededNumbers(seed: seed)
        let mode = Proxy.Mode.allCases.randomElement(using: &numbers) ?? .http
        let balances: [ProxyBalance] = [.roundRobin, .leastConnections, .source, .random]
        var check = Check(.negotiate)
        check.service =
            [.tcp, .http, .https, .smtp, .redis, .mysql, .postgresql, .ldap]
            .randomElement(using: &numbers)
        if check.service == .tcp {
            check.send = "PING\r\n"
            check.expectRegex = "^[+]PONG"
            check.tls = Bool.random(using: &numbers) ? Check.TLS() : nil
        }
        if check.service == .https { check.tls = Check.TLS(serverName: "a.example") }
        if check.service == .http {
            check.status = [StatusRange(200...299), StatusRange(404...404)]
        }
        check.timeout = .milliseconds(500)
        var first = Self.server
        first.maxConnections = 10
        first.proxyProtocol = .v2
        var backup = Self.server
        backup.name = "b"
        backup.port = 81
        backup.backup = true
        backup.check = Check(.off)
        var proxy = Proxy(
            name: "p", listen: [Self.loopback], mode: mode,
            persistence: mode == .tcp
                ? .rdpCookie(.seconds(60))
                : .source(.seconds(Int.random(in: 1...99, using: &numbers))),
            servers: [first, backup], check: check)
        proxy.balance = balances.randomElement(using: &numbers) ?? .source
        proxy.fallback = .server(.v4(IPv4Address(rawValue: 0x0a00_0009)), nil)
        let senders: [ProxySenders] = [
            .off, .fromAll, .from([Prefix(host: Self.loopback.address)]),
        ]
        proxy.proxyProtocol = senders.randomElement(using: &numbers) ?? .off
        proxy.traffic = ProxyTraffic(
            maxConnections: 100, rateLimit: .init(connections: 5, concurrent: 3),
            timeouts: ProxyTimeouts(connect: .milliseconds(1500)), slowStart: .seconds(30),
            retries: 1, redispatch: false)
        let profile = TLSProfile.allCases.randomElement(using: &numbers) ?? .modern
        let service = SSLService(
            name: "t", listen: [Endpoint(Self.loopback.address, port: 20_443)],
            certificates: ["c"],
            backend: Bool.random(using: &numbers) ? .proxy("p") : .endpoint(Self.loopback),
            negotiation: .init(profile: profile))
        let spec = Spec(
            proxies: [
                proxy, Proxy(name: "stats", listen: [Endpoint(Self.loopback.address, port: 7777)]),
            ],
            sslServices: [service],
            haproxy: ProxyProcess(
                statistics: Endpoint(Self.loopback.address, port: 7778),
                hardStopAfter: .seconds(600), raw: ["tune.ssl.cachesize 20000"]))
        let (status, output, _, configuration) = try HAProxyCommand.check(spec)
        #expect(status == 0, "seed \(seed): \(output)\n\(configuration.text)")
        #expect(!output.contains("[WARNING]"), "seed \(seed): \(output)\n\(configuration.text)")
    }

    @Test("a proxy that shows the statistics has the guard of the page")
    func statisticsProxy() {
        var process = ProxyProcess()
        process.page = StatisticsPage(login: "ops", password: Secret("hunter2"))
        let proxy = Proxy(
            name: "stats", listen: [Endpoint(Self.loopback.address, port: 7779)], servers: [])
        let text = haproxyConfiguration(
            for: Spec(proxies: [proxy], haproxy: process),
            settings: HAProxySettings(directory: "/d", certificateDirectory: "/c")
        ).text
        #expect(text.contains("stats auth ops:hunter2"), "\(text)")
    }

    @Test("the page of statistics is closed while the file of its password is of no use")
    func lostPassword() throws {
        var process = ProxyProcess(statistics: Endpoint(Self.loopback.address, port: 7778))
        process.page = StatisticsPage(
            login: "ops", password: Secret(in: Secret.File(path: "secrets/page", limit: 1024)))
        var spec = Spec(haproxy: process)
        func text() -> String {
            haproxyConfiguration(
                for: spec, settings: HAProxySettings(directory: "/d", certificateDirectory: "/c")
            ).text
        }
        #expect(text().contains("http-request deny") && !text().contains("stats auth"))
        if HAProxyCommand.isInstalled() {
            let (status, output, _, _) = try HAProxyCommand.check(spec)
            #expect(status == 0, "\(output)")
        }
        spec.fillSecrets { $0.path == "secrets/page" ? "hunter2" : nil }
        #expect(text().contains("stats auth ops:hunter2") && !text().contains("http-request deny"))
    }

    @Test("what HAProxy complains about is found in the document")
    func complaints() throws {
        guard HAProxyCommand.isInstalled() else { return }
        let proxy = Proxy(
            name: "shop", listen: [Self.loopback], servers: [Self.server],
            raw: ["    option httplog", "    unheard of"])
        var heavy = Self.server
        heavy.weight = 300
        let other = Proxy(
            name: "other", listen: [Endpoint(Self.loopback.address, port: 20_081)],
            servers: [heavy])
        let (status, output, file, configuration) = try HAProxyCommand.check(
            Spec(proxies: [proxy, other]))
        #expect(status == 1)
        let found = configuration.complaints(in: output, about: file)
            .filter { $0.severity == .error }
        #expect(
            found.map { "\($0.path)" } == ["proxies[0].raw[1]", "proxies[1].servers[0]"], "\(found)"
        )
        #expect(found.allSatisfy { !$0.message.contains(file) })
    }

    @Test("raw lines are kept byte for byte")
    func raw() throws {
        // The last two are of HAProxy Data Plane API's issues 132 and 111.
        let lines = [
            "\thttp-request set-header X-A \"  %[src]\"   # why ",
            "http-response replace-header Set-Cookie (.*);\\ Secure(.*) \\1\\2 unless { ssl_fc }",
            "http-response replace-header Set-Cookie (.*)$ \"\\1; httponly; max-age=86400\"",
        ]
        let spec = Spec(proxies: [Proxy(name: "p", listen: [Self.loopback], raw: lines)])
        let configuration = haproxyConfiguration(
            for: spec,
            settings: HAProxySettings(directory: "/d", certificateDirectory: "/c"))
        #expect(configuration.lines.map(\.text).filter { lines.contains($0) } == lines)
        guard HAProxyCommand.isInstalled() else { return }
        #expect(try HAProxyCommand.check(spec).status == 0)
    }

    @Test("the installed HAProxy says what it can")
    func capabilities() throws {
        guard HAProxyCommand.isInstalled() else { return }
        let (_, output) = try HAProxyCommand.run(HAProxyCommand.path, ["-vv"])
        let capabilities = try #require(HAProxyCapabilities(output))
        #expect(!capabilities.version.lexicographicallyPrecedes(HAProxyCapabilities.oldest))
        #expect(capabilities.features.contains("OPENSSL"))
        #expect(capabilities.protocols.contains("h2"))
        #expect(capabilities.compressions.contains("gzip"))
    }

    @Test("what an old HAProxy lacks is said where it is needed")
    func lacks() {
        let capabilities = HAProxyCapabilities(
            """
            HAProxy version 2.4.3 2021/08/17
            Feature list : -OPENSSL +EPOLL
            Compression algorithms supported : identity("identity")
            """)
        var spec = Spec(
            proxies: [Proxy(name: "p", listen: [Self.loopback])],
            sslServices: [
                SSLService(
                    name: "t", listen: [Self.loopback], certificates: ["c"], backend: .proxy("p"))
            ])
        spec.proxies[0].compression = true
        let paths = capabilities?.lacks(for: spec).map { "\($0.path)" }
        #expect(paths == ["proxies", "sslServices[0]", "proxies[0].compression"])
    }
}
