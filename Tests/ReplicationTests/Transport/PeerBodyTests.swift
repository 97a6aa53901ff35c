import NIOCore
import Seeds
import Testing

@testable import Replication

@Suite("Bodies between peers")
struct PeerBodyTests {
    private static let hello = PeerHello(
        cluster: "shop", node: "lb1", format: 1, program: "1.2.3",
        membership: Membership([
            PeerRecord(
                name: "lb1", certificate: [1, 2, 3], addresses: ["10.0.0.21:8787"], since: 4711),
            PeerRecord(name: "lb2", certificate: [4, 5], since: 1).revoked(at: 2),
        ]))
    private static let report = PeerReport(
        generation: Digest(of: [1]), state: .refused, refusal: "line 1\nline 2",
        files: ["certs/shop.pem", ""])
    private static let join = JoinRequest(
        proof: Digest(of: [2]), name: "lb2", address: "10.0.0.22:8787")
    private static let reply = JoinReply(node: "lb1", membership: hello.membership)

    @Test("a body is read as it was written")
    func roundTrip() throws {
        #expect(try PeerHello(Self.hello.encoded()) == Self.hello)
        #expect(try PeerReport(Self.report.encoded()) == Self.report)
        #expect(try JoinRequest(Self.join.encoded()) == Self.join)
        #expect(try JoinReply(Self.reply.encoded()) == Self.reply)
    }

    @Test("the largest membership fits into a hello")
    func largest() throws {
        let name = String(repeating: "n", count: 200)
        let records = (0..<Membership.trustedLimit).map { number in
            PeerRecord(
                name: "\(name)\(number)",
                certificate: [UInt8](repeating: UInt8(number), count: 600),
                addresses: ["[2001:db8:1111:2222:3333:4444:5555:6666]:8787"], since: 1)
        }
        var hello = Self.hello
        hello.membership = Membership(records)
        #expect(hello.membership.trusted.count == Membership.trustedLimit)
        #expect(try hello.encoded().readableBytes <= PeerLimits.hello)
    }

    @Test("the longest report fits into its limit")
    func longest() throws {
        let report = PeerReport(
            generation: Digest(of: [1]), state: .refused,
            refusal: String(repeating: "\"", count: PeerReport.refusalLimit),
            files: (0..<PeerReport.fileLimit).map { number in
                String(repeating: "\"", count: ManifestLimits.path - 2) + "\(number)".prefix(2)
            })
        #expect(try PeerReport(report.encoded()) == report)
        #expect(try report.encoded().readableBytes <= PeerLimits.report)
    }

    @Test("a value beyond its limit is refused")
    func limits() throws {
        var hello = Self.hello
        hello.node = "lb\u{1b}[2J"
        #expect(throws: PeerRefusal.self) { try PeerHello(hello.encoded()) }
        hello.node = ""
        #expect(throws: PeerRefusal.self) { try PeerHello(hello.encoded()) }
        hello = Self.hello
        hello.format = 0
        #expect(throws: PeerRefusal.self) { try PeerHello(hello.encoded()) }
        var report = Self.report
        report.files = [String](repeating: "x", count: PeerReport.fileLimit + 1)
        #expect(throws: PeerRefusal.self) { try PeerReport(report.encoded()) }
        report.files = ["a\nb"]
        #expect(throws: PeerRefusal.self) { try PeerReport(report.encoded()) }
        report = Self.report
        report.refusal = "\u{202e}good"
        #expect(throws: PeerRefusal.self) { try PeerReport(report.encoded()) }
        for address in ["lb2", "10.0.0.1:0x1", "/etc/shadow", "10.0.0.1\n"] {
            let join = JoinRequest(proof: Self.join.proof, name: "lb2", address: address)
            #expect(throws: PeerRefusal.self, "\(address)") { try JoinRequest(join.encoded()) }
        }
    }

    @Test("damaged bodies are refused or within the limits")
    func fuzz() throws {
        var numbers = SeededNumbers(seed: 2)
        let originals = try [
            Self.hello.encoded(), Self.report.encoded(), Self.join.encoded(),
        ].map { Array(buffer: $0) }
        var read = 0
        for _ in 0..<2000 {
            var bytes = numbers.pick(originals)
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                Self.damage(&bytes, &numbers)
            }
            let buffer = ByteBuffer(bytes: bytes)
            // Most are refused.
            if let hello = try? PeerHello(buffer) {
                read += 1
                #expect(hello.isPlausible && hello.membership.isWithinLimits)
            }
            if let report = try? PeerReport(buffer) {
                read += 1
                #expect(report.isPlausible)
            }
            if let join = try? JoinRequest(buffer) {
                read += 1
                #expect(join.isPlausible)
            }
        }
        #expect(read > 10)
    }

    @Test("deep and large JSON is refused")
    func hostile() {
        let texts = [
            String(repeating: "[", count: 60_000), String(repeating: "{\"a\":", count: 10_000),
            "{\"node\":\"" + String(repeating: "\\u0000", count: 10_000) + "\"}",
            "[" + String(repeating: "1e999,", count: 10_000) + "1]", "", "null", "\u{0}",
        ]
        for text in texts {
            #expect(throws: PeerRefusal.self) { try PeerHello(ByteBuffer(string: text)) }
            #expect(throws: PeerRefusal.self) { try PeerReport(ByteBuffer(string: text)) }
            #expect(throws: PeerRefusal.self) { try JoinRequest(ByteBuffer(string: text)) }
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ numbers: inout SeededNumbers) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.removeSubrange(place...)
        case 2:
            let end = Int.random(in: place..<bytes.count, using: &numbers)
            bytes.insert(contentsOf: bytes[place...end], at: place)
        default: bytes.remove(at: place)
        }
    }
}
