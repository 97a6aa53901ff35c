import Model
import Testing

@testable import Health

@Suite("Checks over TCP")
struct TCPTests {
    @Test("a server that accepts passes a connect check, even if it then says nothing")
    func connect() async throws {
        let peer = try Peer(.hang)
        let result = try await probe(.connect, port: peer.port, timeout: ample)
        #expect(result.outcome == .passed)
        #expect(result.phase == .connect)
        await expectClosed(connectionsTo: peer.port)
    }

    @Test("a port that nobody is at is refused")
    func refused() async throws {
        let result = try await probe(.connect, port: Peer.freePort(), timeout: ample)
        #expect(result.outcome == .failed)
        #expect(result.phase == .connect)
        #expect(result.seen == "connection refused (ECONNREFUSED)")
    }

    @Test("what is expected may be a text or a regular expression, in several pieces")
    func matches() async throws {
        let peer = try Peer(.say("220 mail.example ESMTP\r\n"))
        for pattern in [Pattern.text("ESMTP"), .regex("^220 .*SMTP")] {
            let result = try await probe(
                .tcp(TCPProbe(expect: pattern)), port: peer.port, timeout: ample)
            #expect(result.outcome == .passed)
            #expect(result.phase == .match)
        }
        let wrong = try await probe(
            .tcp(TCPProbe(expect: .text("IMAP"))), port: peer.port, timeout: ample)
        #expect(wrong.outcome == .failed)
        #expect(wrong.phase == .match)
        #expect(wrong.expected == "\"IMAP\"")
        #expect(wrong.seen == "\"220 mail.example ESMTP\\r\\n\"")
    }

    @Test("bytes that are sent with nothing to expect pass when they are out")
    func sends() async throws {
        let peer = try Peer(.hang)
        let result = try await probe(
            .tcp(TCPProbe(send: Array("QUIT\r\n".utf8))), port: peer.port, timeout: ample)
        #expect(result.outcome == .passed)
        #expect(result.phase == .send)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let behaviour: Peer.Behaviour
        let phase: CheckResult.Phase
        var isTimedOut = false
        var testDescription: String { name }
    }

    static let faults = [
        Fault(name: "hang", behaviour: .hang, phase: .receive, isTimedOut: true),
        Fault(
            name: "hang mid-reply", behaviour: .sayAndHang("220 "), phase: .receive,
            isTimedOut: true),
        Fault(name: "drip", behaviour: .drip("220 "), phase: .receive, isTimedOut: true),
        Fault(name: "reset", behaviour: .reset, phase: .receive),
        Fault(name: "endless", behaviour: .endless("220 "), phase: .match),
    ]

    @Test("a fault ends the check in its phase and leaves no socket", arguments: faults)
    func ends(_ fault: Fault) async throws {
        let peer = try Peer(fault.behaviour)
        for pattern in [Pattern.text("welcome"), .regex("welcome$")] {
            let result = try await probe(
                .tcp(TCPProbe(send: [0x0a], expect: pattern)), port: peer.port,
                timeout: fault.isTimedOut ? .milliseconds(200) : ample)
            #expect(result.outcome == .failed, "\(result)")
            #expect(result.phase == fault.phase, "\(result)")
            await expectClosed(connectionsTo: peer.port)
        }
    }

    @Test("a text is found wherever the pieces are cut", arguments: 1...8)
    func pieces(_ size: Int) {
        var exchange = TCPExchange(TCPProbe(expect: .text("welcome")))
        _ = exchange.opened()
        var rest = Array("220 wel welcome".utf8)[...]
        while !rest.isEmpty {
            if case .done(let finding) = exchange.received(rest.prefix(size)) {
                #expect(finding.outcome == .passed)
                #expect(rest.count <= size)
                return
            }
            rest = rest.dropFirst(size)
        }
        Issue.record("not found")
    }

    @Test("an endless reply is kept to its limit")
    func bounded() {
        var exchange = TCPExchange(TCPProbe(expect: .text("never"), limit: 1_000))
        _ = exchange.opened()
        let flood = [UInt8](repeating: 0x78, count: 100_000)
        guard case .done(let finding) = exchange.received(flood[...]) else {
            Issue.record("the limit does not conclude")
            return
        }
        #expect(finding.phase == .match)
        #expect(finding.seen.utf8.count <= CheckResult.textLimit)
    }
}
