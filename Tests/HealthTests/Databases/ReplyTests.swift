import Model
import Seeds
import Testing

@testable import Health

/// What a server says in a whole good dialogue, and the machine that hears it.
struct Reply: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// Bytes that are one datagram.
    var isDatagram = false
    let exchange: @Sendable () -> any Exchange
    var testDescription: String { name }

    static func dialogue(_ dialogue: Dialogue) -> any Exchange {
        DialogueProbe(dialogue).exchange(with: local(1))
    }

    private static func packets(_ payloads: [[UInt8]], from sequence: UInt8) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, payload) in payloads.enumerated() {
            bytes.append(little: payload.count, 3)
            bytes += [sequence + UInt8(index)] + payload
        }
        return bytes
    }

    private static let web = octets(
        """
        1234 8180 0001 0002 0000 0000 03777777 076578616d706c65 00 0001 0001
        c00c 0005 0001 0000003c 0006 03776562 c010
        c02d 0001 0001 0000003c 0004 c0000207
        """.filter { !$0.isNewline })

    private static let greeting =
        octets("0a 352e3500 07000000")
        + (1...8) + octets("00 ffff 2d 0200 ffdf 15") + [UInt8](repeating: 0, count: 10) + (9...20)
        + [0] + Array("mysql_native_password\0".utf8)

    static let all = [
        Reply(name: "dns over tcp", bytes: [0, UInt8(web.count)] + web) {
            DNSExchange(
                DialogueProbe(Dialogue(.dns, request: "www.example", over: .init(.tcp))),
                identifier: 0x1234)
        },
        Reply(name: "dns over udp", bytes: web, isDatagram: true) {
            DNSExchange(
                DialogueProbe(
                    Dialogue(
                        .dns, request: "www.example", over: .init(.udp),
                        expect: Model.Expectation(.text("192.0.2.7")))), identifier: 0x1234)
        },
        Reply(
            name: "ldap",
            bytes: octets("300c020101 61070a010004000400 301a020102 6415")
                + octets("0411") + Array("ou=people,dc=test".utf8) + octets("3000")
                + octets("300c020102 65070a010004000400")
        ) { dialogue(Dialogue(.ldap, request: "ou=people,dc=test")) },
        Reply(
            name: "mysql",
            bytes: packets([greeting], from: 0) + packets([[0, 0, 0, 2, 0, 0, 0]], from: 2)
                + packets(
                    [[1], [1, 2, 3], [0xfe, 0, 0, 2, 0], [1, 0x37], [0xfe, 0, 0, 2, 0]], from: 1)
        ) {
            dialogue(
                Dialogue(
                    .mysql, as: .init("a"), request: "SELECT 7",
                    expect: Model.Expectation(.text("7"))))
        },
        Reply(
            name: "postgresql",
            bytes: octets("52 00000008 00000000 53 00000008 61006200 5a 00000005 49")
                + octets("54 00000006 0000 44 0000000b 0001 00000001 37 43 00000005 00")
                + octets("5a 00000005 49")
        ) {
            dialogue(
                Dialogue(
                    .postgresql, as: .init("a"), request: "SELECT 7",
                    expect: Model.Expectation(.text("8"))))
        },
        Reply(
            name: "grpc",
            bytes: octets("000006 04 00 00000000 000400000000 000000 04 01 00000000")
                + octets("000008 06 00 00000000 0102030405060708")
                + octets("000001 01 04 00000001 88")
                + octets("000007 00 00 00000001 0000000002 0801")
                + octets("00000f 01 05 00000001 00 0b") + Array("grpc-status".utf8)
                + octets("01 30")
        ) { dialogue(Dialogue(.grpc)) },
        Reply(
            name: "radius",
            bytes: octets(
                "02000026 86fe220e7624ba2a1005f6bf9b55e0b2 060600000001 0f0600000000 0e06c0a80103"),
            isDatagram: true
        ) {
            RADIUSExchange(
                DialogueProbe(
                    Dialogue(
                        .radius,
                        as: .init(
                            "nemo", password: Secret("arctangent"), secret: Secret("xyzzy5461")),
                        over: .init(.udp))), identifier: 0,
                authenticator: octets("0f403f9473978057bd83d5cb98f4227a"))
        },
    ]
}

@Suite("Replies to machines")
struct ReplyTests {
    /// How it ends; nil when it still waits.
    private func finding(_ exchange: inout any Exchange, _ pieces: [ArraySlice<UInt8>]) -> Finding?
    {
        _ = exchange.opened()
        for piece in pieces {
            switch exchange.received(piece) {
            case .done(let finding), .finish(_, let finding): return finding
            case .match(_, _, let finding, _): return finding
            default: break
            }
        }
        return nil
    }

    @Test("a whole reply concludes the same in one piece and in many", arguments: Reply.all)
    func pieces(_ reply: Reply) throws {
        var whole = reply.exchange()
        let expected = try #require(finding(&whole, [reply.bytes[...]]), "no conclusion")
        #expect(expected.outcome == (reply.name == "postgresql" ? .failed : .passed), "\(expected)")
        #expect(expected.phase == .match, "\(expected)")
        guard !reply.isDatagram else { return }
        var bytewise = reply.exchange()
        #expect(
            finding(&bytewise, reply.bytes.indices.map { reply.bytes[$0...$0] }) == expected)
    }

    @Test("a part of a reply never passes", arguments: Reply.all)
    func prefixes(_ reply: Reply) {
        for count in 0..<reply.bytes.count {
            var exchange = reply.exchange()
            if let early = finding(&exchange, [reply.bytes[..<count]]) {
                #expect(early.outcome == .failed, "\(count) bytes: \(early)")
            } else {
                #expect(exchange.expired().outcome == .failed)
                if case .done(let end) = exchange.ended() { #expect(end.outcome == .failed) }
            }
        }
    }

    @Test("whatever comes, nothing traps", arguments: Reply.all)
    func noise(_ reply: Reply) {
        for seed in 0..<2_000 {
            var numbers = SeededNumbers(seed: seed)
            var bytes = reply.bytes
            if seed % 4 == 0 {
                bytes = (0..<Int.random(in: 0...300, using: &numbers)).map { _ in
                    UInt8.random(in: 0...UInt8.max, using: &numbers)
                }
            }
            for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0...3, using: &numbers) {
                case 0: bytes[place] = UInt8.random(in: 0...UInt8.max, using: &numbers)
                case 1: bytes[place] = [0, 0x7f, 0x80, 0xff][place % 4]
                case 2: bytes.remove(at: place)
                default: bytes.insert(bytes[place], at: place)
                }
            }
            var exchange = reply.exchange()
            let cut = Int.random(in: 0...bytes.count, using: &numbers)
            let result = finding(&exchange, [bytes[..<cut], bytes[cut...]])
            if result == nil { _ = exchange.ended() }
            let late = exchange.expired()
            for finding in [result, late].compactMap(\.self) {
                #expect(finding.seen.utf8.count <= 2 * CheckResult.textLimit, "seed \(seed)")
            }
        }
    }

    @Test("a reply without end is ended", arguments: Reply.all.filter { !$0.isDatagram })
    func flood(_ reply: Reply) {
        for byte in [0, 0x30, 0x52, 0x78] as [UInt8] {
            var exchange = reply.exchange()
            let piece = [UInt8](repeating: byte, count: 16_384)
            let pieces = Array(repeating: piece[...], count: 200)
            #expect(finding(&exchange, pieces)?.outcome == .failed, "byte \(byte)")
        }
    }

    @Test("a compressed DNS name that leads to itself ends")
    func loops() {
        for pointer in [[0xc0, 12], [0xc0, 14], [1, 0x61, 0xc0, 12]] as [[UInt8]] {
            var place = 12
            let message = [UInt8](repeating: 0, count: 12) + pointer + [0, 0]
            #expect(DNSName.read(message, at: &place) == nil)
        }
    }

    @Test("only the answer to this very question counts")
    func identity() throws {
        let reply = try #require(Reply.all.first { $0.name == "dns over udp" })
        for index in [0, 1, 13, 14, 26] {
            var other = reply.bytes
            other[index] ^= 1
            var exchange = reply.exchange()
            #expect(finding(&exchange, [other[...]]) == nil, "byte \(index)")
            #expect(exchange.expired().outcome == .failed)
        }
    }

    static let services: [CheckService] = [.dns, .ldap, .mysql, .postgresql, .grpc]

    @Test("a server that speaks something else, nothing, or too much fails", arguments: services)
    func faults(_ service: CheckService) async throws {
        let faults: [(Peer.Behaviour, isTimedOut: Bool)] = [
            (.hang, true), (.sayAndHang("0"), true), (.drip("\u{1}"), true), (.reset, false),
            (.say(""), false), (.say("220 mail\r\n"), false), (.endless("HTTP/1.1 200 OK"), false),
        ]
        for (behaviour, isTimedOut) in faults {
            if service == .mysql, case .reset = behaviour { continue }
            let peer = try Peer(behaviour)
            let result = try await probe(
                .dialogue(DialogueProbe(Dialogue(service, as: .init("a"), request: "a"))),
                port: peer.port, timeout: isTimedOut ? .milliseconds(300) : .seconds(5))
            #expect(result.outcome == .failed, "\(behaviour): \(result)")
            #expect(result.phase == .receive, "\(behaviour): \(result)")
            await expectClosed(connectionsTo: peer.port)
        }
    }
}
