import Addresses
import Model
import Testing

@testable import Document

@Suite("decoding")
struct DecodingTests {
    @Test("a document with every key becomes the spec that it says")
    func everything() throws {
        let spec = try #require(
            parse(TestFiles.bytes(TestFiles.directory + "/Cases/everything.yaml")).spec)
        #expect(spec.cluster?.name == "shop")
        #expect(
            spec.cluster?.nodes == [
                Node(name: "lbmaster", address: IPAddress("10.0.0.21"), priority: 150),
                Node(name: "lbslave", address: IPAddress("2001:db8::22")),
            ])
        #expect(
            spec.virtualAddresses.map { "\($0.address) \($0.interface)" }
                == ["10.0.0.100/24 eth0", "2001:db8::100/64 bond0.2"])
        #expect(
            spec.health
                == HealthDefaults(
                    timeout: .milliseconds(500), negotiateTimeout: .seconds(60), fall: 3, rise: 2,
                    quiescent: false))
        #expect(spec.ownership == .exclusive)
        #expect(spec.ipvs.timeouts == IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300))
        #expect(
            spec.ipvs.sysctls
                == [
                    .expireNoDestinationConnection: 1, .syncThreshold: SysctlValue([3, 50]),
                    .estimationNice: -5,
                ])
        #expect(spec.services.map(\.name) == ["web", "sip", "marked", "page"])
    }

    @Test("a service with every key becomes the service that it says")
    func services() throws {
        let spec = try #require(
            parse(TestFiles.bytes(TestFiles.directory + "/Cases/everything.yaml")).spec)
        let web = try #require(spec.services.first)
        #expect("\(web.key)" == "tcp 10.0.0.100:80")
        #expect(web.scheduler == .maglevHash && web.schedulerFlags == [.port, .fallback])
        #expect(web.persistence == Persistence(timeout: 300, prefixLength: 24))
        #expect(web.forwarding == .masq)
        #expect(web.drain == DrainPolicy(timeout: 120, onTimeout: .keep))
        #expect(
            web.servers.map { "\(web.endpoint(of: $0))" }
                == ["10.0.0.11:80", "10.0.0.12:80", "172.16.0.5:80", "172.16.0.6:80"])
        #expect(web.servers.map(\.weight) == [1, 0, 1, 1])
        #expect(web.servers.map(\.state) == [.online, .drain, .online, .online])
        #expect(
            web.servers.map(\.forwarding)
                == [nil, nil, .gue(port: 6080, checksum: .remote), .gre(checksum: .checksum)])
        #expect(web.servers[2].connections == ConnectionLimits(upper: 1000, lower: 800))
        let sip = spec.services[1]
        #expect("\(sip.key)" == "udp [2001:db8::100]:5060" && sip.onePacket)
        #expect(sip.persistence == Persistence(prefixLength: 64, engine: .sip))
        #expect(spec.services[2].key == .mark(7, .ipv6))
        #expect(spec.services[2].schedulerFlags == [.port, .third])
    }

    @Test("sh and mh have their fallback, unless the document has other flags")
    func hashFallback() throws {
        for (keys, flags) in [
            ("sh", SchedulerFlags.fallback), ("mh", .fallback), ("wrr", []), ("dh", []),
            ("mh, schedulerFlags: []", []), ("mh, schedulerFlags: [mh-port]", .port),
            ("sh, schedulerFlags: [sh-port, sh-fallback]", [.port, .fallback]),
        ] {
            let text = """
                version: 1
                services: [{name: web, listen: 10.0.0.100:80, scheduler: \(keys), servers: []}]

                """
            let spec = try #require(parse(Array(text.utf8)).spec, "\(keys)")
            #expect(spec.services.map(\.schedulerFlags) == [flags], "\(keys)")
        }
    }

    @Test("checks with every key become the checks that they say")
    func checks() throws {
        let spec = try #require(
            parse(TestFiles.bytes(TestFiles.directory + "/Cases/everything.yaml")).spec)
        let web = try #require(spec.services.first)
        var expected = Check(.negotiate)
        expected.service = .https
        expected.request = "/health?full=1"
        expected.method = "HEAD"
        expected.virtualHost = "shop.example"
        expected.headers = [
            Check.Header(name: "X-Check", value: "ballast"),
            Check.Header(name: "Accept", value: "*/*"),
        ]
        expected.status = [StatusRange(200...299), StatusRange(301...301)]
        expected.expectRegex = "^OK|READY"
        expected.bodyLimit = 4096
        expected.tls = Check.TLS(
            verify: true, authority: "/etc/ssl/ca.pem", serverName: "shop.example")
        expected.interval = .seconds(5)
        expected.downInterval = .milliseconds(500)
        expected.timeout = .seconds(2)
        expected.negotiateTimeout = .seconds(4)
        (expected.fall, expected.rise, expected.start) = (3, 2, .last)
        #expect(web.check == expected)
        #expect(web.quiescent == false)
        let place = try #require(IPAddress("10.0.0.99"))
        #expect(web.fallback == .server(address: place, port: 80, forwarding: .masq))
        var far = Check(.negotiate)
        (far.service, far.send, far.expect, far.port) = (.tcp, "PING\r\n", "PONG", 7)
        (far.address, far.source) = (IPAddress("172.16.0.7"), IPAddress("172.16.0.1"))
        #expect(web.servers[1].check == Check(.ping))
        #expect(web.servers[2].check == far)
        #expect(web.servers[3].check?.command == "/usr/bin/true")
        #expect(spec.services[1].check == Check(.udp))
        let six = try #require(IPAddress("2001:db8::99"))
        #expect(spec.services[1].fallback == .server(address: six))
        #expect(spec.services[2].check == Check(.connects(5)))
    }

    @Test(
        "feedback with every key becomes the feedback that it says, a server's before its service's"
    )
    func feedback() throws {
        let spec = try #require(
            parse(TestFiles.bytes(TestFiles.directory + "/Cases/everything.yaml")).spec)
        let web = try #require(spec.services.first)
        var expected = Feedback(.http)
        (expected.port, expected.path, expected.source) = (
            3334, "/load?short=1", IPAddress("10.0.0.21")
        )
        (expected.interval, expected.timeout) = (.milliseconds(500), .milliseconds(200))
        (expected.smoothing, expected.minimumStep, expected.maximumStep) = (70, 0, 100)
        expected.hold = 0
        #expect(web.feedback == expected)
        let other = try #require(web.feedback(of: web.servers[1]))
        #expect(other.method == .agent && "\(other.endpoint)" == "10.0.0.112:3334")
        #expect(other.smoothing == 70)
        let sip = spec.services[1]
        #expect(!sip.hasFeedback && sip.feedback(of: sip.servers[0]) == nil)
        let usual = ServerFeedback(Feedback(), of: web.servers[0].address)
        #expect("\(usual.endpoint)" == "10.0.0.11:3333" && usual.method == .agent)
        // What the schema gives as defaults.
        let defaults = Dictionary(
            uniqueKeysWithValues: FeedbackFields.table.fields.map { ($0.key, $0.fallbackText) })
        #expect(defaults["smoothing"] == "\(usual.smoothing)%")
        #expect(defaults["minimumStep"] == "\(usual.minimumStep)%")
        #expect(defaults["maximumStep"] == "\(usual.maximumStep)%")
        #expect(defaults["interval"] == "2s" && usual.interval == .seconds(2))
        #expect(defaults["path"] == usual.path && defaults["method"] == usual.method.rawValue)
        #expect(usual.hold == 3 && usual.timeout == .seconds(1))
        let shop = try #require(spec.proxies.first)
        let app1 = try #require(shop.feedback(of: shop.servers[0]))
        #expect(app1.port == 3335 && app1.address == IPAddress("192.168.8.1"))
        #expect(shop.feedback(of: shop.servers[1]) == nil)
    }

    @Test("the smallest document is the empty spec")
    func smallest() {
        #expect(parse(Array("version: 1\n".utf8)).spec == Spec())
    }

    @Test("line ends, a byte order mark and markers make no difference")
    func notations() throws {
        let corpus = TestFiles.directory + "/Corpus/"
        let plain = try #require(parse(TestFiles.bytes(corpus + "no-line-end.yaml")).spec)
        for name in ["crlf", "cr-only", "bom", "document-markers", "directives", "trailing-spaces"]
        {
            #expect(parse(TestFiles.bytes("\(corpus)\(name).yaml")).spec == plain, "\(name)")
        }
    }

    @Test("anchors, aliases and merges give their values")
    func aliases() throws {
        let text = """
            version: 1
            services:
              - &web
                name: web
                listen: 10.0.0.100:80
                scheduler: &s rr
                servers:
                  - &a {name: a, address: 10.1.0.1, weight: 7}
                  - {<<: *a, name: b, address: 10.1.0.2}
              - {<<: *web, name: tls, listen: 10.0.0.100:443, forwarding: masq}
              - {<<: [{scheduler: *s}, *web], name: alt, listen: 10.0.0.100:81}
            """
        let parsed = parse(Array(text.utf8))
        let spec = try #require(parsed.spec, "\(parsed.diagnostics)")
        #expect(spec.services.map(\.servers.count) == [2, 2, 2])
        #expect(spec.services.map { $0.servers[1].weight } == [7, 7, 7])
        #expect(spec.services.map(\.scheduler) == Array(repeating: .roundRobin, count: 3))
        #expect(spec.services[1].forwarding == .masq)
    }

    @Test("with names used twice there is a draft, but no spec")
    func draft() {
        let text = "version: 1\nservices: [{name: a, mark: 1}, {name: a, mark: 2}]\n"
        let parsed = parse(Array(text.utf8))
        #expect(parsed.spec == nil && parsed.draft?.services.count == 2)
        #expect(parse(Array("version: 1\nx: 1\n".utf8)).draft == nil)
    }

    @Test("diagnostics of others get their place by their path")
    func located() {
        let text = """
            version: 1
            services:
              - &a {name: a, mark: 1, servers: [{name: x, address: 10.0.0.1}]}
              - {<<: *a, name: b, mark: 2}
            """
        let parsed = parse(Array(text.utf8))
        let services = DocumentPath([.key("services")])
        func line(_ path: DocumentPath) -> String {
            let found = parsed.located([Diagnostic(.portIgnored, at: path, "x")])
            return found.first?.location.map { "\($0.line):\($0.column):\($0.length)" } ?? "none"
        }
        let address = DocumentPath([.key("servers"), .index(0), .key("address")])
        #expect(line(DocumentPath(services.index(0).parts + address.parts)) == "3:56:8")
        #expect(line(DocumentPath(services.index(1).parts + address.parts)) == "3:56:8")
        #expect(line(services.index(1).key("name")) == "4:20:1")
        #expect(line(services.index(1).key("persistence").key("timeout")) == "4:5:26")
        #expect(line(services.index(9)) == "3:3:64")
        #expect(line(DocumentPath([.key("nothing")])) == "1:1:10")
    }

    @Test("a section that is one value is written as that value")
    func shortForms() throws {
        func spec(_ short: Bool) throws -> Spec {
            func form(_ key: String, _ value: String) -> String {
                short ? value : "{\(key): \(value)}"
            }
            let text = """
                version: 1
                holdingPage: \(form("file", "page.html"))
                services:
                  - name: web
                    listen: 10.0.0.100:80
                    persistence: \(form("timeout", "15m"))
                    drain: \(form("timeout", "30s"))
                    quorum: \(form("low", "50%"))
                    servers: [{name: a, address: 10.0.0.1, connections: \(form("upper", "100"))}]
                proxies:
                  - name: shop
                    listen: 10.0.0.101:80
                    routes: [{redirect: \(form("to", "https://a.example/"))}]
                certificates: [{name: c}]
                sslServices:
                  - name: s
                    listen: 10.0.0.101:443
                    certificate: c
                    backend: shop
                    hsts: \(form("maxAge", "30d"))
                    clientCertificates: \(form("ca", "ca.pem"))

                """
            let parsed = parse(Array(text.utf8))
            #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
            return try #require(parsed.spec)
        }
        #expect(try spec(true) == spec(false))
        #expect(try spec(true).services.first?.persistence?.timeout == 900)
        let wrong = parse(Array("version: 1\nservices: [{persistence: soon}]\n".utf8))
        #expect(wrong.diagnostics.contains { $0.message.contains("timeout") })
    }
}
