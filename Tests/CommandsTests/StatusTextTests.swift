import Addresses
import Foundation
import Model
import NIOCore
import TestThreads
import Testing

@testable import Commands
@testable import Controller
@testable import Files

@Suite("Status for people", .ownThreads)
struct StatusTextTests {
    /// 2026-11-23T09:24:00Z.
    private static let now: Int64 = 1_795_425_840_000

    private static func server(
        _ name: String, _ number: Int, down minutes: Int64? = nil, state: ServerState = .online
    ) throws -> ServerStatus {
        let endpoint = try #require(Endpoint("10.0.1.\(number):80"))
        let weight = minutes == nil && state == .online ? 3 : 0
        let destination = Destination(endpoint: endpoint, weight: weight)
        return ServerStatus(
            name: name, endpoint: endpoint, state: state, want: destination, got: destination,
            connections: ConnectionCounts(active: 4, inactive: 2, persistent: 1),
            reason: minutes == nil
                ? (state == .drain ? "drained by the operator" : nil)
                : "down: connection refused (ECONNREFUSED) since 2026-11-23T09:19:00Z",
            verdict: minutes.map {
                Verdict(
                    .down, since: now - $0 * 60_000, reason: "connection refused (ECONNREFUSED)")
            } ?? Verdict(.up, since: now - 7_300_000))
    }

    private static func service(_ name: String, port: Int, _ servers: [ServerStatus]) throws
        -> ServiceStatus
    {
        let key = ServiceKey.listen(.tcp, try #require(Endpoint("10.0.0.100:\(port)")))
        var counters = TrafficCounters()
        counters.connectionRate = 7
        return ServiceStatus(
            name: name, key: key, want: VirtualService(key: key), got: VirtualService(key: key),
            servers: servers, counters: counters)
    }

    private static func proxyServer(
        _ name: String, route: Int? = nil, isUp: Bool = true, state: ServerState = .online
    ) -> ProxyServerStatus {
        let share = ProxyServerStatus.Share(
            endpoint: Endpoint("10.0.1.30:80"), weight: 10, isOnline: true)
        var server = ProxyServerStatus(
            name: name, route: route, state: state, want: share, got: share, isUp: isUp,
            check: ProxyCheckStatus(status: "L4OK", lastChange: 90))
        if !isUp { server.reason = "down: Connection refused (L4CON)" }
        if route != nil { server.routeName = "images" }
        return server
    }

    /// Eight services and two proxies; one server has failed, one is drained, one service is down.
    private static func status() throws -> Status {
        var services = try (1...6).map {
            try service("good\($0)", port: $0, [server("a", 11), server("b", 12)])
        }
        services.append(
            try service("web", port: 80, [server("web1", 11), server("web2", 12, down: 5)]))
        services.append(try service("mail", port: 25, [server("mail1", 13, down: 3)]))
        services[2].servers[1] = try server("b", 12, state: .drain)
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 812, started: now - 90_000, managesAddresses: true),
            health: .init(reasons: ["no server of mail works, and nothing stands in for them"]),
            document: DocumentStatus(
                path: "/etc/ballast/ballast.yaml", generation: 4, accepted: now - 60_000),
            services: services,
            proxies: [
                ProxyStatus(
                    name: "shop", listen: [], mode: .http, sessions: 9, rate: 2,
                    servers: [
                        proxyServer("app1"), proxyServer("app2", isUp: false),
                        proxyServer("img1", route: 1),
                    ]),
                ProxyStatus(
                    name: "blog", listen: [], mode: .http, sessions: 1, rate: 0,
                    servers: [proxyServer("blog1")]),
            ])
        status.events = [
            Event(
                time: now - 300_000, kind: .down, message: "2 servers are down",
                details: ["web/web2 is down: connection refused", "mail/mail1 is down: no"])
        ]
        return status
    }

    @Test("problems come first, each service and proxy in one line, with age and rate")
    func text() throws {
        let lines = StatusText(try Self.status(), Layout(width: 80, now: Self.now)).lines
        let text = lines.joined(separator: "\n")
        #expect(
            text == """
                degraded, 3 servers down, 1 drained
                  because no server of mail works, and nothing stands in for them
                   mail/mail1  down 3 min  connection refused (ECONNREFUSED)
                   web/web2    down 5 min  connection refused (ECONNREFUSED)
                   shop/app2   down 90 s   Connection refused (L4CON)
                document /etc/ballast/ballast.yaml, accepted 4 times, last 60 s ago

                NAME   LISTEN             UP   SESSIONS  RATE  STATE
                mail   tcp 10.0.0.100:25  0/1  6         7/s   down 3 min
                web    tcp 10.0.0.100:80  1/2  12        7/s   degraded 5 min
                shop   http -             2/3  9         2/s   degraded 90 s
                good1  tcp 10.0.0.100:1   2/2  12        7/s   up 2 h
                good2  tcp 10.0.0.100:2   2/2  12        7/s   up 2 h
                good3  tcp 10.0.0.100:3   1/2  12        7/s   up 2 h, 1 drained
                good4  tcp 10.0.0.100:4   2/2  12        7/s   up 2 h
                good5  tcp 10.0.0.100:5   2/2  12        7/s   up 2 h
                good6  tcp 10.0.0.100:6   2/2  12        7/s   up 2 h
                blog   http -             1/1  1         0/s   up 90 s

                latest events:
                  5 min ago  down: 2 servers are down: web/web2 is down: connection refused; ...
                """, "\(text)")
    }

    @Test("the document line has the number of accepted documents from the second one on")
    func acceptances() throws {
        func line(_ generation: Int, _ accepted: Int64?) throws -> String? {
            var status = try Self.status()
            status.document = DocumentStatus(path: "/d", generation: generation, accepted: accepted)
            return StatusText(status, Layout(width: 80, now: Self.now)).lines
                .first { $0.hasPrefix("document ") }
        }
        #expect(try line(0, nil) == "document /d, none accepted yet")
        #expect(try line(1, Self.now - 5_000) == "document /d, accepted 5 s ago")
        #expect(try line(2, Self.now - 5_000) == "document /d, accepted 2 times, last 5 s ago")
    }

    private static func summaries(of services: [ServiceStatus]) -> [ServiceSummary] {
        var summaries = BriefSummaries()
        for service in services { summaries.add(ServiceSummary(service)) }
        return summaries.list
    }

    @Test("a brief status gives the same text, however many servers have failed")
    func brief() throws {
        var status = try Self.status()
        let many = try (1...40).map { try Self.server("m\($0)", $0, down: $0 < 30 ? 4 : nil) }
        status.services.append(try Self.service("many", port: 90, many))
        let layout = Layout(width: 80, now: Self.now)
        var frame = status
        frame.services = []
        var brief = BriefStatus(frame, services: Self.summaries(of: status.services))
        brief.finish(now: Self.now)
        #expect(brief.summaries.allSatisfy { $0.servers.count <= BriefStatus.serverLimit })
        let read = try JSONDecoder().decode(
            BriefStatus.self, from: JSONEncoder().encode(brief))
        #expect(StatusText(read, layout).lines == StatusText(status, layout).lines)
    }

    @Test("a brief status lists the servers of the most severe services, wherever they are")
    func severity() throws {
        let services = try (0..<60).map { number in
            try Self.service(
                "s\(number)", port: number + 1,
                try (1...4).map {
                    try Self.server("r\($0)", $0, down: $0 <= number * 7 % 5 ? Int64(number) : nil)
                })
        }
        var whole = BriefStatus(
            try Self.status(),
            services: services.map { ServiceSummary($0).brief(limit: BriefStatus.serverLimit) })
        var brief = BriefStatus(try Self.status(), services: Self.summaries(of: services))
        whole.finish(now: Self.now)
        brief.finish(now: Self.now)
        let lists = { (status: BriefStatus) in status.summaries.map { $0.servers.map(\.name) } }
        #expect(lists(brief) == lists(whole))
        #expect(brief.summaries.map(\.state) == whole.summaries.map(\.state))
        #expect(brief.summaries.map(\.serving) == whole.summaries.map(\.serving))
    }

    @Test("a status that is encoded service by service is the same", arguments: [0, 1, 3])
    func streamed(_ count: Int) throws {
        var status = try Self.status()
        status.services = Array(status.services.prefix(count))
        var body = StatusBody()
        for service in status.services { body.add(service) }
        var frame = status
        frame.services = []
        let bytes = try body.body(around: frame)
        #expect(String(buffer: bytes) == (try compactJSON(status)) + "\n")
    }

    @Test("a brief status that is encoded in portions is the same", arguments: [0, 1, 64, 200])
    func portions(_ count: Int) throws {
        let status = try Self.status()
        let summary = try #require(status.services.first.map { ServiceSummary($0) })
        var frame = status
        frame.services = []
        let brief = BriefStatus(frame, services: Array(repeating: summary, count: count))
        #expect(String(buffer: try BriefBody.text(of: brief)) == (try compactJSON(brief)) + "\n")
    }

    @Test("a brief status of many failed servers lists some of them, and counts all")
    func many() throws {
        let service = try Self.service(
            "web", port: 80, try (1...30).map { try Self.server("web\($0)", $0, down: 5) })
        let services = Self.summaries(of: Array(repeating: service, count: 50))
        #expect(services.reduce(0) { $0 + $1.servers.count } == BriefStatus.serverLimit)
        var brief = BriefStatus(try Self.status(), services: services)
        brief.finish(now: Self.now)
        #expect(
            brief.summaries.reduce(0) { $0 + $1.servers.count } == BriefStatus.serverLimit)
        #expect(brief.summaries.filter { $0.name == "web" }.allSatisfy { $0.listed == 30 })
    }

    @Test("a route without a server online is named, and so is a service: neither is well")
    func closed() throws {
        var status = try Self.status()
        status.proxies = [
            ProxyStatus(
                name: "shop", listen: [], mode: .http, sessions: 0, rate: 0,
                servers: [
                    Self.proxyServer("app1", state: .offline), Self.proxyServer("img1", route: 1),
                ])
        ]
        status.services = [
            try Self.service("web", port: 80, [Self.server("web1", 11, state: .drain)])
        ]
        let text = StatusText(status, Layout(width: 120, now: Self.now))
        #expect(text.lines.contains { $0.contains("no server online for requests of no route") })
        #expect(!text.isWell(["web"]) && text.isWell(["shop"]))
        status.proxies[0].servers.remove(at: 1)
        #expect(!StatusText(status, Layout(width: 120, now: Self.now)).isWell(["shop"]))
    }

    @Test("no line is wider than the page, in short and in full", arguments: [40, 80, 100])
    func width(_ width: Int) throws {
        for isVerbose in [false, true] {
            let layout = Layout(width: width, now: Self.now)
            let lines = StatusText(try Self.status(), layout, isVerbose: isVerbose).lines
            #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
        }
    }

    @Test("a name brings its servers, the gravest first, and routes by their names")
    func details() throws {
        let text = StatusText(try Self.status(), Layout(width: 80, now: Self.now))
        let web = try #require(text.lines(of: ["web"]))
        #expect(
            web == [
                "web  tcp 10.0.0.100:80  wrr",
                "  1 of 2 servers up, 12 sessions, 7 new a second, degraded for 5 min",
                "  SERVER  ADDRESS       STATE       WEIGHT  SESSIONS",
                "  web2    10.0.1.12:80  down 5 min  0       6",
                "      connection refused (ECONNREFUSED)",
                "  web1    10.0.1.11:80  up 2 h      3       6",
            ])
        let shop = try #require(text.lines(of: ["shop"]))
        #expect(shop.contains("  img1    10.0.1.30:80  up 90 s    10      0         images"))
        #expect(text.lines(of: ["web", "nothing"]) == nil)
        #expect(text.isWell(["good1"]) && !text.isWell(["good1", "web"]))
    }

    @Test("a service whose new servers are not proven yet is not down beside its predecessors")
    func unproven() throws {
        var next = try Self.server("web3", 13)
        next.want = Destination(endpoint: next.endpoint, weight: 0)
        next.got = next.want
        var former = try Self.server("web1", 11)
        former.state = nil
        let down = try Self.server("web2", 12, down: 5)
        func state(_ servers: [ServerStatus]) throws -> ServiceSummary {
            ServiceSummary(try Self.service("web", port: 80, servers))
        }
        var tried = Verdict(.up, since: Self.now)
        tried.trial = 1
        for verdict in [Verdict(.unknown), tried] {
            next.verdict = verdict
            let beside = try state([down, next, former])
            #expect(beside.state == .unproven && beside.since == nil)
            #expect(try state([next, former]).state == .unproven)
        }
        next.verdict = Verdict(.unknown, inconclusive: Verdict.patience)
        #expect(try state([down, next, former]).state == .down, "no check decides soon")
        #expect(try state([down, former]).state == .down)
    }
}
