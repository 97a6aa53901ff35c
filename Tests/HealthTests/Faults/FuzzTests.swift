import Model
import Seeds
import Testing

@testable import Health

@Suite("Right conversations with a few wrong bytes")
struct FuzzTests {
    private static func exchange(_ kind: Probe.Kind) -> (any Exchange)? {
        switch kind {
        case .http(let probe): HTTPExchange(probe, target: local(1))
        case .tcp(let probe): TCPExchange(probe)
        case .dialogue(let probe): probe.exchange(with: local(1))
        case .feedback(let probe): FeedbackExchange(probe, target: local(1))
        case .connect, .udp, .ping, .external: nil
        }
    }

    /// A byte or a piece of it changed, lost, doubled or moved.
    private static func mutated(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...4, using: &numbers) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &numbers)
            let end = Int.random(in: place..<min(place + 12, bytes.count), using: &numbers)
            switch Int.random(in: 0...5, using: &numbers) {
            case 0: bytes[place] = UInt8.random(in: 0...UInt8.max, using: &numbers)
            case 1: bytes[place] = numbers.pick([0, 0x7f, 0x80, 0xff, 0x0d, 0x0a, 0x20, 0x2d])
            case 2: bytes.removeSubrange(place...end)
            case 3: bytes.insert(contentsOf: bytes[place...end], at: place)
            case 4: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: place)
            default: bytes = Array(bytes[end...] + bytes[..<end])
            }
        }
        return bytes
    }

    /// How it ends; nil when it still waits.
    private static func finding(of move: Move, _ exchange: inout any Exchange) -> Finding? {
        switch move {
        case .done(let finding), .finish(_, let finding), .match(_, _, _, let finding): finding
        case .secure: finding(of: exchange.secured(), &exchange)
        case .compute(let work): finding(of: exchange.computed(work()), &exchange)
        case .wait, .send, .attach: nil
        }
    }

    @Test("nothing traps, says a password, or says more than is shown", arguments: PeerScript.all)
    func noise(_ script: PeerScript) throws {
        for seed in 0..<1_000 {
            var numbers = SeededNumbers(seed: seed)
            var exchange = try #require(Self.exchange(script.kind))
            exchange.placed(at: local(2))
            var findings = [Self.finding(of: exchange.opened(), &exchange)]
            for reply in script.replies where findings.last == .some(nil) {
                let bytes = Self.mutated(reply([]), &numbers)
                let cut = Int.random(in: 0...bytes.count, using: &numbers)
                for piece in [bytes[..<cut], bytes[cut...]] where findings.last == .some(nil) {
                    findings.append(Self.finding(of: exchange.received(piece), &exchange))
                }
            }
            findings.append(exchange.expired())
            if findings.dropLast().last == .some(nil) {
                findings.append(Self.finding(of: exchange.ended(), &exchange))
            }
            for finding in findings.compactMap(\.self) {
                #expect(finding.seen.utf8.count <= 2 * CheckResult.textLimit, "seed \(seed)")
                #expect(finding.expected.utf8.count <= 2 * CheckResult.textLimit, "seed \(seed)")
                #expect(!finding.seen.contains("right-one"), "seed \(seed): \(finding)")
            }
        }
    }

    @Test("header fields that grow when they are unpacked are refused")
    func bomb() {
        // A field of 4,000 bytes that goes into the table (RFC 7541 section 6.2.1), and then is
        // named 12,000 times with a byte each (section 6.1).
        let field = octets("40 01 61 7f a1 1e") + [UInt8](repeating: 0x78, count: 4_000)
        let block = field + [UInt8](repeating: 0xbe, count: 12_000)
        var bytes = HTTP2Frame.bytes(HTTP2Frame.settings)
        bytes += HTTP2Frame.bytes(
            HTTP2Frame.headers, flags: HTTP2Frame.endHeaders, stream: 1, block)
        var exchange = DialogueProbe(Dialogue(.grpc)).exchange(with: local(1))
        _ = exchange.opened()
        let finding = Self.finding(of: exchange.received(bytes[...]), &exchange)
        #expect(finding?.outcome == .failed)
        #expect(finding?.seen == "header fields that can't be read")
    }
}
