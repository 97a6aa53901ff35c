import Addresses
import Foundation
import Health
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller
@testable import Files

@Suite("Explaining", .ownThreads)
struct ExplainTests {
    private static let endpoint = Endpoint(.v4(IPv4Address(rawValue: 0x0a00_010b)), port: 80)

    /// A service of one server, checked, that came and went and has failed again.
    private func explanation() throws -> ExplainedServer {
        let key = ServiceKey.listen(
            .tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0064)), port: 80))
        var service = Service(name: "web", key: key, check: Check(.negotiate))
        service.check?.fall = 2
        service.servers = [
            RealServer(name: "web1", address: Self.endpoint.address, port: 80, weight: 3)
        ]
        var board = HealthBoard()
        board.follow(Spec(services: [service]), at: 0)
        let probe = try #require(board.periods.keys.first)
        let bad = CheckResult(
            time: 0, .failed, phase: .match, duration: .microseconds(2_130),
            expected: "status 200-399",
            seen: "HTTP/1.1 503 Service Unavailable, because the database did not answer in time")
        for passes in [true, false, false, true, false, false, true] {
            var result = passes ? CheckResult(time: 0, .passed, phase: .match) : bad
            result.time = 1_795_425_840_000
            board.apply(result, of: probe)
        }
        let nothing = CheckResult(
            time: 1_795_425_841_000, .inconclusive, seen: "too many open files (EMFILE)")
        board.apply(nothing, of: probe)
        let id = ServerID(service: key, endpoint: Self.endpoint)
        let record = try #require(board.record(of: id))
        let status = ServerStatus(
            name: "web1", endpoint: Self.endpoint, state: .online,
            want: Destination(endpoint: Self.endpoint, weight: 0),
            got: Destination(endpoint: Self.endpoint, weight: 3),
            connections: ConnectionCounts(active: 2), reason: "down: no", verdict: nil)
        let terms: [WeightTerm] = [
            WeightTerm(.document, 3, "weight 3"), WeightTerm(.state, 3, "online"),
            WeightTerm(.verdict, 0, "down: no"),
        ]
        return ExplainedServer(
            service: key, server: ServerExplanation(status: status, terms: terms),
            fallback: nil, check: record)
    }

    /// Ten minutes after the last check.
    private static let layout = Layout(width: 80, now: 1_795_426_440_000)

    @Test("why a server is down: state with age, weight as a product, changes before checks")
    func server() throws {
        let changes = [
            Event(time: 1_795_425_840_000, kind: .down, message: "web/web1 is down: no")
        ]
        let lines = ServerText("web/web1", try explanation(), Self.layout).lines(changes: changes)
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        let text = lines.joined(separator: "\n")
        for part in [
            "web/web1 is server 10.0.1.11:80 of tcp 10.0.0.100:80\n",
            "state     not applied: down: no\n",
            "traffic   2 sessions (2 active, 0 closing or waiting), 0 remembered clients\n",
            "weight    0 = 3 x 1 x 0; the kernel has 3\n            3  in the document\n"
                + "          x 1  online\n          x 0  down: no\n",
            "check     negotiate http at 10.0.1.11:80, every 10.0 s; 1 of 2 passes in a row\n"
                + "          that make it up (rise 1, more by flap damping)\n",
            "the last 1 check said nothing about the server: too many open files\n",
            "changes, newest first:\n  2026-11-23T09:24:00.000Z  down: web/web1 is down: no\n"
                + "checks, newest first:\n  2026-11-23T09:24:01.000Z  inconclusive",
            "  2026-11-23T09:24:00.000Z  failed in match, 2.1 ms: expected status 200-399,\n"
                + "      saw HTTP/1.1 503 Service Unavailable, because the database did not answer",
        ] {
            #expect(text.contains(part), "\(part)\nin\n\(text)")
        }
        #expect(lines.last?.hasPrefix("next      ballast plan ") == true)
    }

    @Test("a server of a proxy is explained in the same words")
    func proxyServer() {
        let place = ProxyServerStatus.Share(endpoint: Self.endpoint, weight: 10, isOnline: true)
        var status = ProxyServerStatus(
            name: "app1", route: 2, state: .online, want: place, got: place, isUp: false,
            check: ProxyCheckStatus(
                status: "L4CON", text: "Connection refused", duration: 2, lastChange: 180),
            sessions: 1)
        (status.total, status.reason) = (9, "down: Connection refused (L4CON)")
        status.routeName = "images"
        let explanation = ProxyServerExplanation(
            proxy: "shop", status: status,
            server: ProxyServer(name: "app1", address: Self.endpoint.address, weight: 10),
            check: .connect)
        let text = ProxyServerText(explanation, Self.layout).lines(changes: [])
            .joined(separator: "\n")
        #expect(
            text == """
                shop/app1 is server 10.0.1.11:80 of proxy shop, route images
                state     down for 3 min, since 2026-11-23T09:31:00.000Z: Connection refused
                          (L4CON)
                traffic   1 session, 0 waiting, 9 since HAProxy was loaded
                weight    0 = 10 x 1 x 0, as in HAProxy
                            10  in the document
                          x 1   online
                          x 0   down
                check     by HAProxy; the latest one: L4CON, Connection refused, 2 ms
                next      ballast check shop/app1   (runs its check once, now)
                """, "\(text)")
    }

    @Test("a weight is a product whose last number is the one in force")
    func weights() {
        func first(_ terms: [WeightTerm], _ got: Int?) -> String? {
            WeightText(terms, got: got, in: "the kernel").lines(Self.layout).first
        }
        let base = [WeightTerm(.document, 4, "weight 4"), WeightTerm(.state, 4, "online")]
        #expect(
            first(base + [WeightTerm(.feedback, 35, "88 % idle")], 35)
                == "weight    35 = 4 x 1 x 8.75, as in the kernel")
        #expect(
            first(base + [WeightTerm(.check, 7, "exit status 9")], nil)
                == "weight    7 = 7; the kernel has none")
        #expect(first([], 1) == nil)
        let drained = [
            WeightTerm(.document, 1, "weight 1"), WeightTerm(.state, 0, "drained by the operator"),
            WeightTerm(.check, 0, "weight 7: exit status 9"), WeightTerm(.verdict, 0, "up"),
        ]
        #expect(
            WeightText(drained, got: 0, in: "the kernel").lines(Self.layout) == [
                "weight    0 = 1 x 0, as in the kernel", "            1  in the document",
                "          x 0  drained by the operator", "               weight 7: exit status 9",
                "               up",
            ])
    }

    @Test("the age beside a state is that of this state, or is left out")
    func ages() throws {
        var status = try explanation().server.status
        status.got = status.want
        status.verdict = Verdict(.up, since: 1_000)
        status.reason = nil
        #expect(ServerSummary(status).since == 1_000)
        for state in [ServerState.drain, .offline] {
            status.state = state
            #expect(ServerSummary(status).since == nil)
            let text = StateText(ServerSummary(status), Self.layout).lines.joined()
            #expect(text == "state     \(state.rawValue)")
        }
        status.state = .online
        status.verdict = Verdict(.down, since: 2_000)
        #expect(ServerSummary(status).since == 2_000)
        let place = ProxyServerStatus.Share(endpoint: Self.endpoint, weight: 1, isOnline: true)
        var proxied = ProxyServerStatus(
            name: "app1", state: .online, want: place, got: place, isUp: true,
            check: ProxyCheckStatus(status: "L4OK", lastChange: 3))
        #expect(ServerSummary(proxied, now: 5_000).since == 2_000)
        proxied.state = .drain
        #expect(ServerSummary(proxied, now: 5_000).since == nil)
    }

    @Test("the next command acts on the reason for weight 0")
    func remedies() throws {
        var status = try explanation().server.status
        status.verdict = nil
        status.got = status.want
        func next(_ terms: [WeightTerm]) -> String? {
            NextText("alt/a3", ServerSummary(status), terms, isChecked: false, Self.layout)
                .lines.first
        }
        let document = WeightTerm(.document, 10, "weight 10")
        #expect(next([WeightTerm(.document, 0, "")])?.contains("ballast weight alt/a3 1") == true)
        #expect(
            next([document, WeightTerm(.quorum, 0, "")])?.contains("ballast explain alt ") == true)
        status.isCheckOff = true
        let summary = ServerSummary(status)
        #expect(summary.state == .off && !summary.serves)
        #expect(
            next([document, WeightTerm(.verdict, 0, "check off")])
                == "next      `check: on` in the document   (lets it serve without a check)")
    }

    @Test("JSON says the same, and comes back")
    func json() throws {
        let explanation = try explanation()
        let text = try jsonText(explanation)
        let back = try JSONDecoder().decode(ExplainedServer.self, from: Data(text.utf8))
        #expect(back.check == explanation.check && back.server == explanation.server)
        #expect(text.contains("\"passesNeeded\" : 2") && text.contains("\"expected\" : \"status"))
    }

    @Test("a service is explained in a line for each server")
    func service() throws {
        let server = try explanation()
        let status = ServiceStatus(
            name: "web", key: server.service, want: VirtualService(key: server.service), got: nil,
            servers: [server.server.status], counters: TrafficCounters())
        let text = ServiceText(
            ServiceExplanation(
                name: "web", status: status, servers: [server.server], quiescent: true,
                fallback: Self.endpoint, isFallbackIn: true), Self.layout
        ).lines(changes: []).joined(separator: "\n")
        #expect(
            text == """
                web is service tcp 10.0.0.100:80
                state     degraded; 1 of 1 server up
                traffic   not served
                failing   servers that fail stay, with weight 0
                fallback  10.0.1.11:80, which stands in now
                  SERVER  ADDRESS       STATE        WEIGHT    SESSIONS
                  web1    10.0.1.11:80  not applied  0, got 3  2
                      down: no
                next      ballast explain web/web1   (shows that server)
                """, "\(text)")
    }

    @Test("an address is known from a name, with its port or its prefix length")
    func places() throws {
        let address = try #require(IPAddress("10.0.0.101"))
        for (text, port) in [("10.0.0.101", nil), ("10.0.0.101/24", nil), ("10.0.0.101:80", 80)]
            as [(String, UInt16?)]
        {
            let place = try #require(ExplainedSubject(argument: text)?.place)
            #expect(place.address == address && place.port == port)
        }
        #expect(ExplainedSubject(argument: "web")?.place == nil)
        #expect(ExplainedSubject(argument: "2001:db8::1")?.place?.port == nil)
    }

    @Test(
        "what is asked about is a service or a server of one",
        arguments: [
            ("web", "web", nil), ("web/web1", "web", "web1"), ("Käse/ä b", "Käse", "ä b"),
            ("", nil, nil), ("/x", nil, nil), ("web/", nil, nil),
        ] as [(String, String?, String?)])
    func subject(_ text: String, _ service: String?, _ server: String?) {
        let subject = ExplainedSubject(argument: text)
        #expect(subject?.service == service && subject?.server == server)
        if let subject { #expect(ExplainedSubject(path: subject.path) == subject) }
        for path in ["/explain/", "/explain//x", "/explain/x/", "/explain/a/b/c", "/explain/%"] {
            #expect(ExplainedSubject(path: path) == nil)
        }
    }
}
