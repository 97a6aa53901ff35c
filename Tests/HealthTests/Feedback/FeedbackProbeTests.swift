import Addresses
import Model
import Testing

@testable import Health

@Suite("Questions to agents")
struct FeedbackProbeTests {
    private func ask(_ behaviour: Peer.Behaviour, http: Bool = false, timeout: Duration = ample)
        async throws -> ProbeReport
    {
        let peer = try Peer(behaviour)
        let report = try await ask(port: peer.port, http: http, timeout: timeout)
        withExtendedLifetime(peer) {}
        return report
    }

    private func ask(
        port: UInt16, http: Bool = false, timeout: Duration = .milliseconds(300)
    ) async throws -> ProbeReport {
        let kind = Probe.Kind.feedback(FeedbackProbe(path: http ? "/load" : nil))
        let probe = Probe(kind, at: local(port), timeout: timeout)
        return try await withRunner { runner in
            runner.update([probe: .seconds(3_600)])
            let reports = await runner.reports.first { _ in true }
            return try #require(reports?.first)
        }
    }

    @Test(
        "a line is an answer, whether the agent closes or not",
        arguments: [
            Peer.Behaviour.say("92\n"), .say("92"), .sayAndHang("92\n"), .sayAndHang("92\r"),
            .say("92%\nmore"), .say("92 up # fine\r\n"), .endless("92\n"),
        ])
    func line(behaviour: Peer.Behaviour) async throws {
        let report = try await ask(behaviour)
        #expect(report.result.isPassed && report.answer?.idle == 92, "\(report)")
    }

    @Test(
        "a page is an answer, with a header or without",
        arguments: [
            "92", "92\n", "92 \r\n", "HTTP/1.0 200 OK\r\n\r\n92",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n92",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n9\r\n1\r\n2\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\n\n92\nand more",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n92%\r\n",
        ])
    func page(text: String) async throws {
        let closed = try await ask(.say(text), http: true)
        #expect(closed.result.isPassed && closed.answer?.idle == 92, "\(closed)")
        // What has an end of its own need not wait for the connection's.
        guard text != "92", text != "HTTP/1.0 200 OK\r\n\r\n92" else { return }
        let open = try await ask(.script(["", text]), http: true)
        #expect(open.answer?.idle == 92, "\(open)")
    }

    @Test(
        "anything else is none, and says what was seen",
        arguments: [
            ("", "\"\""), ("hello\n", "hello"), ("150\n", "150"), ("\n", "an empty line"),
            ("HTTP/1.1 200 OK\r\n\r\n92", "HTTP/1.1 200 OK"),
        ])
    func garbage(text: String, seen: String) async throws {
        let report = try await ask(.say(text))
        #expect(!report.result.isPassed && report.answer == nil)
        #expect(report.result.seen.contains(seen) || text.isEmpty, "\(report)")
    }

    @Test(
        "a page that is none is no answer",
        arguments: [
            "HTTP/1.1 503 Service Unavailable\r\n\r\n92", "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n92", "HTTP/9 nonsense\r\n\r\n92",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "<html>92</html>",
        ])
    func badPage(text: String) async throws {
        let report = try await ask(.say(text), http: true)
        #expect(!report.result.isPassed && report.answer == nil, "\(report)")
    }

    @Test(
        "silence, half a line and a drip end at the deadline; an endless line at its bound",
        arguments: [
            Peer.Behaviour.hang, .sayAndHang("92"), .drip("92"), .endless("92"), .reset,
            .sayAndReset("9"),
        ])
    func deadline(behaviour: Peer.Behaviour) async throws {
        let report = try await ask(behaviour, timeout: .milliseconds(200))
        #expect(!report.result.isPassed && report.answer == nil, "\(report)")
    }

    @Test("nobody there is a failure to connect")
    func refused() async throws {
        let report = try await ask(port: Peer.freePort())
        let result = report.result
        #expect(result.outcome == .failed && result.phase == .connect && report.answer == nil)
    }
}
