import Addresses
import Model
import Testing

@testable import Health

@Suite("Questions to agents")
struct FeedbackProbeTests {
    private func ask(_ behaviour: Peer.Behaviour, http: Bool = false, timeout: Duration = ample)
        async throws -> ProbeResult
    {
        let peer = try Peer(behaviour)
        let kind = Probe.Kind.feedback(FeedbackProbe(path: http ? "/load" : nil))
        return try await probe(kind, port: peer.port, timeout: timeout)
    }

    @Test(
        "a line is an answer, whether the agent closes or not",
        arguments: [
            Peer.Behaviour.say("92\n"), .say("92"), .sayAndHang("92\n"), .sayAndHang("92\r"),
            .say("92%\nmore"), .say("92 up # fine\r\n"), .endless("92\n"),
        ])
    func line(behaviour: Peer.Behaviour) async throws {
        let result = try await ask(behaviour)
        #expect(result.isPassed && result.answer?.idle == 92, "\(result)")
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
        #expect(closed.isPassed && closed.answer?.idle == 92, "\(closed)")
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
        let result = try await ask(.say(text))
        #expect(!result.isPassed && result.answer == nil)
        #expect(result.seen.contains(seen) || text.isEmpty, "\(result)")
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
        let result = try await ask(.say(text), http: true)
        #expect(!result.isPassed && result.answer == nil, "\(result)")
    }

    @Test(
        "silence, half a line and a drip end at the deadline; an endless line at its bound",
        arguments: [
            Peer.Behaviour.hang, .sayAndHang("92"), .drip("92"), .endless("92"), .reset,
            .sayAndReset("9"),
        ])
    func deadline(behaviour: Peer.Behaviour) async throws {
        let result = try await ask(behaviour, timeout: .milliseconds(200))
        #expect(!result.isPassed && result.answer == nil, "\(result)")
    }

    @Test("nobody there is a failure to connect")
    func refused() async throws {
        let result = try await probe(.feedback(FeedbackProbe()), port: try Peer.freePort())
        #expect(result.outcome == .failed && result.phase == .connect && result.answer == nil)
    }
}
