import Addresses
import Glibc
import Model
import Testing

@testable import Health

@Suite("Checks over UDP and ICMP")
struct DatagramTests {
    @Test("an echo server gives the payload back")
    func echo() async throws {
        let peer = try DatagramPeer(answers: true)
        let payload = Array("are you there".utf8)
        let right = try await probe(
            .udp(UDPProbe(payload: payload, expect: .text("you"))), port: peer.port,
            timeout: ample)
        #expect(right.outcome == .passed)
        let wrong = try await probe(
            .udp(UDPProbe(payload: payload, expect: .regex("nobody"))), port: peer.port,
            timeout: ample)
        #expect(wrong.outcome == .failed)
        #expect(wrong.phase == .match)
        await expectClosed(connectionsTo: peer.port)
    }

    @Test("port unreachable is down, with and without an expectation")
    func unreachable() async throws {
        for expect in [nil, Pattern.text("x")] {
            let result = try await probe(
                .udp(UDPProbe(payload: [1], expect: expect)),
                port: Peer.freePort(), timeout: ample)
            #expect(result.outcome == .failed)
            #expect(result.seen == "connection refused (ECONNREFUSED)")
        }
    }

    @Test("silence is up when nothing is expected, and down when something is")
    func silence() async throws {
        let peer = try DatagramPeer(answers: false)
        let content = try await probe(
            .udp(UDPProbe()), port: peer.port, timeout: .milliseconds(100))
        #expect(content.outcome == .passed)
        let waiting = try await probe(
            .udp(UDPProbe(expect: .text("x"))), port: peer.port, timeout: .milliseconds(100))
        #expect(waiting.outcome == .failed)
        #expect(waiting.phase == .receive)
    }

    @Test("this machine answers a ping", arguments: ["127.0.0.1", "::1"])
    func ping(_ text: String) async throws {
        let address = try #require(IPAddress(text))
        let probe = Probe(.ping, at: Endpoint(address, port: 0), timeout: ample)
        let result = try await withRunner { try await $0.perform(probe) }
        if result.outcome == .inconclusive {
            try unavailable("ping of \(text): \(result.seen)")
            return
        }
        #expect(result.outcome == .passed, "\(result)")
    }

    @Test("an address that nobody has does not answer a ping")
    func silentAddress() async throws {
        // The prefix of examples (RFC 3849): silence, or no route.
        let address = try #require(IPAddress("2001:db8::1"))
        let probe = Probe(.ping, at: Endpoint(address, port: 0), timeout: .milliseconds(200))
        let result = try await withRunner { try await $0.perform(probe) }
        #expect(result.outcome != .passed, "\(result)")
    }

    @Test("only the reply to this very ping counts")
    func identity() throws {
        var exchange = PingExchange(.ipv4, isRaw: false, token: 0x0102_0304_0506_0708)
        var reply = exchange.request
        #expect(reply[0] == 8)
        guard case .wait = exchange.received(reply[...]) else {
            Issue.record("its own request is no reply")
            return
        }
        reply[0] = 0
        var other = reply
        other[15] ^= 1
        guard case .wait = exchange.received(other[...]) else {
            Issue.record("another token is no reply")
            return
        }
        guard case .done(let finding) = exchange.received(reply[...]) else {
            Issue.record("the reply is not known")
            return
        }
        #expect(finding.outcome == .passed)
    }
}
