import Addresses
import Foundation
import Health
import Model
import Testing

@testable import ballast

@Suite("Explaining")
struct ExplainTests {
    private static let endpoint = Endpoint(.v4(IPv4Address(rawValue: 0x0a00_010b)), port: 80)

    /// A service of one server, checked, that came and went and has failed again.
    private func explanation() throws -> Explanation {
        let key = ServiceKey.listen(
            .tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0064)), port: 80))
        var service = Service(name: "web", key: key, check: Check(.negotiate))
        service.check?.fall = 2
        service.servers = [
            RealServer(name: "web1", address: Self.endpoint.address, port: 80, weight: 3)
        ]
        var board = VerdictBoard()
        board.follow(Spec(services: [service]), at: 0)
        let inquiry = try #require(board.inquiries.first)
        let bad = CheckResult(
            time: 0, .failed, phase: .match, duration: .microseconds(2_130),
            expected: "status 200-399",
            seen: "HTTP/1.1 503 Service Unavailable, because the database did not answer in time")
        for passes in [true, false, false, true, false, false, true] {
            var result = passes ? CheckResult(time: 0, .passed, phase: .match) : bad
            result.time = 1_795_425_840_000
            _ = board.take(result, of: inquiry)
        }
        let nothing = CheckResult(
            time: 1_795_425_841_000, .inconclusive, seen: "too many open files (EMFILE)")
        _ = board.take(nothing, of: inquiry)
        let seat = VerdictBoard.Seat(service: key, endpoint: Self.endpoint)
        let account = try #require(board.account(of: seat))
        let status = ServerStatus(
            name: "web1", endpoint: Self.endpoint, state: .online,
            want: Destination(endpoint: Self.endpoint, weight: 0),
            got: Destination(endpoint: Self.endpoint, weight: 3),
            connections: ConnectionCounts(active: 2), reason: "down: no", verdict: nil)
        let terms: [WeightTerm] = [
            WeightTerm(.document, 3, "weight 3"), WeightTerm(.state, 3, "online"),
            WeightTerm(.verdict, 0, "down: no"),
        ]
        return Explanation(
            service: key, server: ServerExplanation(status: status, terms: terms),
            fallback: nil, check: account)
    }

    @Test("why a server is down, on 80 columns")
    func server() throws {
        let lines = ServerText("web/web1", try explanation()).lines
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        #expect(lines[0] == "web/web1 is 10.0.1.11:80 in tcp 10.0.0.100:80")
        for line in [
            "weight:", "  document  3  weight 3", "  verdict   0  down: no",
            "  wanted 0, got 3", "check: negotiate http at 10.0.1.11:80, every 10.0 s",
            "passes in a row: 1 of the 2 that make it up (rise 1, damped: it came and went)",
            "1 check in a row said nothing about the server: too many open files (EMFILE)",
            "latest checks, newest last:",
            "  2026-11-23T09:24:00.000Z  failed in match, 2.1 ms: expected status 200-399,",
            "      saw HTTP/1.1 503 Service Unavailable, because the database did not answer",
        ] {
            #expect(lines.contains(line), "\(line)\nin\n\(lines.joined(separator: "\n"))")
        }
    }

    @Test("JSON says the same, and comes back")
    func json() throws {
        let explanation = try explanation()
        let text = try jsonText(explanation)
        let back = try JSONDecoder().decode(Explanation.self, from: Data(text.utf8))
        #expect(back.check == explanation.check && back.server == explanation.server)
        #expect(text.contains("\"passesNeeded\" : 2") && text.contains("\"expected\" : \"status"))
    }

    @Test("a service is explained in a line for each server")
    func service() throws {
        let server = try explanation()
        let status = ServiceStatus(
            name: "web", key: server.service, want: VirtualService(key: server.service), got: nil,
            servers: [server.server.status], counters: TrafficCounters())
        let lines = ServiceText(
            ServiceExplanation(
                name: "web", status: status, servers: [server.server], quiescent: true,
                fallback: Self.endpoint, isFallbackIn: true)
        ).lines
        #expect(
            lines == [
                "web is tcp 10.0.0.100:80", "scheduler: want wrr, got nothing",
                "servers that are down stay with weight 0",
                "fallback: 10.0.1.11:80 stands in now", "servers:",
                "  web1  want 0, got 3: down: no",
            ])
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
