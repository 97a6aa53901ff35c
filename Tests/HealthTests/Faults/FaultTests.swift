import Addresses
import Glibc
import Model
import Seeds
import Testing

@testable import Health

@Suite("Faults of servers, of each protocol")
struct FaultTests {
    /// The protocols that are spoken; the others' check is a connection.
    static let services = CheckService.allCases.filter { service in
        if service.isHTTP || service == .tcp { return true }
        return !(DialogueProbe(Dialogue(service)).exchange(with: local(1)) is ConnectExchange)
    }

    /// A check of this protocol, with something to expect where all is well otherwise.
    static func kind(_ service: CheckService, _ transport: TransportProtocol) -> Probe.Kind {
        let tls = TLSSettings(verify: false)
        return switch service {
        case .http: .http(HTTPProbe())
        case .https: .http(HTTPProbe(tls: tls))
        case .tcp: .tcp(TCPProbe(expect: .text("never")))
        default:
            .dialogue(
                DialogueProbe(
                    Dialogue(
                        service,
                        as: .init(
                            service == .radius ? "joe" : nil,
                            password: service == .radius ? Dialogue.right : nil,
                            secret: service == .radius ? Dialogue.right : nil),
                        request: service == .dns ? "example.net" : nil,
                        over: .init(
                            transport, security: service.isSecure ? .tls(Check.TLS()) : .none),
                        expect: service == .telnet
                            ? Expected(.text("login:")) : Expected())))
        }
    }

    /// How the first reply of this protocol begins.
    static func opening(_ service: CheckService) -> String {
        switch service {
        case .http: "HTTP/1.1 200 OK\r\nContent-Le"
        case .tcp, .none: "some text"
        case .ftp, .smtp: "220-wel"
        case .imap: "* OK hel"
        case .pop: "+OK hel"
        case .nntp: "200 hel"
        case .sip: "SIP/2.0 200 OK\r\nVia: "
        case .telnet: "\r\nwelcome\r\nlog"
        case .redis: "+PON"
        // A bind response's first bytes: a sequence of 12 bytes, message 1.
        case .ldap: "0\u{0c}\u{02}\u{01}\u{01}a"
        // A message of 64 bytes.
        case .dns: "\u{00}\u{40}\u{01}"
        // A handshake of 74 bytes, version 10.
        case .mysql: "\u{4a}\u{00}\u{00}\u{00}\u{0a}8.0"
        // An authentication request of 23 bytes.
        case .postgresql: "R\u{00}\u{00}\u{00}\u{17}\u{00}"
        // Settings of 18 bytes.
        case .grpc: "\u{00}\u{00}\u{12}\u{04}\u{00}\u{00}"
        // The record of a ServerHello.
        case .https, .imaps, .pops, .ldaps: "\u{16}\u{03}\u{03}\u{00}\u{7a}\u{02}"
        case .radius: "\u{02}\u{01}"
        }
    }

    enum Fault: CaseIterable, Sendable {
        case hang, hangInReply, drip, reset, resetInReply, flood
    }

    /// `MatrixTests` has the faults within TLS, and those without it.
    @Test(
        "a fault before or in TLS's handshake ends the check and leaves no socket",
        arguments: services.filter(\.isSecure), Fault.allCases)
    func ends(_ service: CheckService, _ fault: Fault) async throws {
        let opening = Self.opening(service)
        let behaviour: Peer.Behaviour =
            switch fault {
            case .hang: .hang
            case .hangInReply: .sayAndHang(opening)
            case .drip: .drip(opening)
            case .reset: .sayAndReset("")
            case .resetInReply: .sayAndReset(opening)
            case .flood: .endless(opening)
            }
        let isTimedOut = [.hang, .hangInReply, .drip].contains(fault)
        let peer = try Peer(behaviour)
        let result = try await probe(
            Self.kind(service, .tcp), port: peer.port,
            timeout: isTimedOut ? .milliseconds(300) : ample)
        #expect(result.outcome == .failed, "\(service) \(fault): \(result)")
        // On a busy machine the limit may be over before the handshake has begun.
        #expect(
            result.phase == .tls || (isTimedOut && result.phase == .connect),
            "\(service) \(fault): \(result)")
        #expect(!result.seen.isEmpty, "\(service) \(fault): \(result)")
        await expectClosed(connectionsTo: peer.port)
    }

    @Test(
        "no datagram, or one's own, is no answer",
        arguments: services.filter { [.sip, .dns, .radius].contains($0) }, [true, false])
    func datagrams(_ service: CheckService, _ answers: Bool) async throws {
        let peer = try DatagramPeer(answers: answers)
        let result = try await probe(Self.kind(service, .udp), port: peer.port)
        #expect(result.outcome == .failed, "\(service): \(result)")
        await expectClosed(connectionsTo: peer.port)
    }

    @Test(
        "a port that nobody is at fails at once",
        arguments: services.filter { [.sip, .dns, .radius].contains($0) })
    func unreachable(_ service: CheckService) async throws {
        // At this address no other test listens.
        let nobody = Endpoint(
            .v4(IPv4Address(rawValue: 0x7f09_0807)), port: Peer.freePort())
        let probe = Probe(Self.kind(service, .udp), at: nobody, timeout: ample)
        let result = try await withRunner { try await $0.perform(probe) }
        #expect(result.outcome == .failed && result.phase == .receive, "\(result)")
        #expect(result.seen == "connection refused (ECONNREFUSED)")
    }

    @Test("a fault of the connection for FTP's data ends the check", arguments: Fault.allCases)
    func data(_ fault: Fault) async throws {
        let behaviour: Peer.Behaviour =
            switch fault {
            case .hang: .hang
            case .hangInReply: .sayAndHang("half a")
            case .drip: .drip("half a")
            case .reset: .sayAndReset("")
            case .resetInReply: .sayAndReset("half a")
            case .flood: .endless("half a")
            }
        let data = try Peer(behaviour)
        let control = try Peer(
            .script([
                "220 hi\r\n", "331 who?\r\n", "230 in\r\n", "200 I\r\n",
                "229 Entering Extended Passive Mode (|||\(data.port)|)\r\n", "150 here\r\n",
            ]))
        let isTimedOut = [.hang, .hangInReply, .drip].contains(fault)
        let dialogue = Dialogue(.ftp, request: "x", expect: Expected(.text("whole")))
        let result = try await probe(
            .dialogue(DialogueProbe(dialogue)), port: control.port,
            timeout: isTimedOut ? .milliseconds(300) : ample)
        #expect(result.outcome == .failed, "\(fault): \(result)")
        await expectClosed(connectionsTo: control.port)
        await expectClosed(connectionsTo: data.port)
    }

    @Test("random bytes never trap, in pieces of any size", arguments: services)
    func fuzz(_ service: CheckService) {
        guard case .dialogue(let probe) = Self.kind(service, .tcp) else { return }
        let words = [
            Self.opening(service), "\r\n", "\n", "220 ", "250-", "+OK", "a2 OK", "*3\r\n", "$5\r\n",
            "$-1\r\n", "\u{ff}", "331", "229 (|||", "227 (1,2,3", "Call-ID: ", "-",
        ]
        for seed in 0..<1_000 {
            var random = SeededNumbers(seed: seed)
            var exchange = probe.exchange(with: local(1))
            exchange.placed(at: local(2))
            _ = exchange.opened()
            feed: for _ in 0..<20 {
                let word = words.randomElement(using: &random) ?? ""
                let bytes = Array(word.utf8) + [UInt8.random(in: 0...255, using: &random)]
                switch exchange.received(bytes[...]) {
                case .done, .match, .finish, .secure, .attach, .compute: break feed
                case .wait, .send: continue
                }
            }
            _ = exchange.expired()
            _ = exchange.ended()
        }
    }
}
