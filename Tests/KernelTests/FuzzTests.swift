import Addresses
import CNetlink
import Model
import Seeds
import Testing

@testable import Kernel

/// Whatever bytes come, the parsers end, stay within them and do not trap.
@Suite("Bytes from anywhere")
struct FuzzTests {
    /// Gives the bytes to every parser; the number of objects that they found.
    private func parse(_ bytes: [UInt8]) -> Int {
        Corpus.values(bytes) { message, datagram in
            var found = message.refusal(in: datagram) == nil ? 0 : 1
            if let part = message.part(IPVS_CMD_ATTR_SERVICE, in: datagram) {
                found += ObservedService(part, in: datagram) == nil ? 0 : 1
            }
            if let part = message.part(IPVS_CMD_ATTR_DEST, in: datagram) {
                found += ObservedDestination(part, of: .ipv6, in: datagram) == nil ? 0 : 1
            }
            found += IPVSTimeouts(message, in: datagram) == nil ? 0 : 1
            found += LinkRecord(message, in: datagram) == nil ? 0 : 1
            found += AddressRecord(message, in: datagram) == nil ? 0 : 1
            found += LinkDetails(message, in: datagram) == nil ? 0 : 1
            found += RouteRecord(message, in: datagram, [:]) == nil ? 0 : 1
            found += AddressTable.rule(message, datagram, .ipv6) == nil ? 0 : 1
            return found
        }.reduce(0, +)
    }

    @Test("mutated answers of a kernel", arguments: Corpus.names)
    func mutated(name: String) throws {
        let original = try Corpus.bytes(name)
        #expect(!original.isEmpty)
        var random = SeededNumbers(seed: UInt64(original.count))
        for _ in 0..<2000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                mutate(&bytes, &random)
            }
            _ = parse(bytes)
        }
    }

    @Test("every prefix of an answer", arguments: Corpus.names)
    func prefixes(name: String) throws {
        let original = try Corpus.bytes(name)
        for length in 0..<original.count { _ = parse(Array(original[..<length])) }
    }

    @Test("random bytes, and random bytes behind a sound header", arguments: 1...5)
    func random(seed: Int) {
        var random = SeededNumbers(seed: UInt64(seed))
        for _ in 0..<1000 {
            let body = random.bytes(Int.random(in: 0...300, using: &random))
            _ = parse(body)
            let length = UInt16(16 + body.count)
            let type = UInt8(random.pick([2, 3, 16, 20, 28]))
            let header: [UInt8] = [UInt8(length & 255), UInt8(length >> 8), 0, 0, type, 0, 0, 3]
            _ = parse(header + random.bytes(8) + body)
        }
    }

    /// Changes, doubles, drops or cuts; lengths are favoured, being what a parser trusts.
    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededNumbers) {
        guard let last = bytes.indices.last else { return }
        let index = Int.random(in: 0...last, using: &random)
        switch Int.random(in: 0...5, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index & ~3] = random.pick([0, 1, 3, 4, 5, 255])
        case 2: bytes[min(index & ~3 + 1, last)] = random.pick([0, 1, 127, 255])
        case 3: bytes.removeSubrange(index...)
        case 4: bytes.insert(contentsOf: bytes[index...].prefix(64), at: index)
        default: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
        }
    }
}
