import Addresses
import Seeds
import Testing

@testable import Model

@Suite("The text of a blocklist")
struct BlocklistTextTests {
    private static func text(_ lines: String...) -> BlocklistText {
        BlocklistText(lines.joined(separator: "\n").utf8)
    }

    @Test("networks are read with comments, in the form of the kernel, once each")
    func read() throws {
        let text = Self.text(
            "# a list", "", "192.0.2.7 ; SBL1", "192.0.2.7/32", "198.51.100.9/24\r",
            "  2001:db8::1/64", "2001:db8::2/64 # the same")
        #expect(text.fault == nil)
        let wanted = ["192.0.2.7/32", "198.51.100.0/24"].compactMap { Prefix($0) }
        #expect(text.networks[.ipv4] == Set(wanted))
        #expect(text.content(.ipv4).count == 2 && text.content(.ipv6).count == 1)
    }

    @Test(
        "a line that is no network is a fault with its number and without its text",
        arguments: [
            ("192.0.2.1\nroot:x:0:0\n", "line 2:"), ("0.0.0.0/0", "line 1:"),
            ("192.0.2.1/33", "line 1:"), ("192.0.2.1 192.0.2.2", "line 1:"),
            ("a\nb\nc\nd\ne\nf", "line 1, 2, 3, 4 and 2 more:"),
        ])
    func faults(_ text: String, _ words: String) throws {
        let fault = try #require(BlocklistText(text.utf8).fault)
        #expect(fault.hasPrefix(words) && !fault.contains("root"))
        #expect(BlocklistText(text.utf8).networks.isEmpty)
    }

    @Test("the same networks have the same content, others another one")
    func contents() {
        for seed in 0..<200 {
            var numbers = SeededNumbers(seed: seed)
            let lines = (0..<20).map { _ in
                "\(IPv4Address(rawValue: UInt32.random(in: 1 ... .max, using: &numbers)))"
            }
            let shuffled = lines.shuffled(using: &numbers) + [lines[0]]
            let first = BlocklistText(lines.joined(separator: "\n").utf8).content(.ipv4)
            #expect(first == BlocklistText(shuffled.joined(separator: "\n").utf8).content(.ipv4))
            let fewer = lines.dropLast().joined(separator: "\n")
            #expect(first != BlocklistText(fewer.utf8).content(.ipv4))
        }
        #expect(BlocklistText("".utf8).content(.ipv6) == .none)
    }

    @Test("any bytes are read without a trap")
    func fuzz() {
        for seed in 0..<500 {
            var numbers = SeededNumbers(seed: seed)
            let bytes = (0..<60).map { _ in
                numbers.oneIn(3)
                    ? UInt8.random(in: 0...255, using: &numbers)
                    : numbers.pick(Array("0.1:/\n;".utf8))
            }
            let text = BlocklistText(bytes)
            #expect(text.fault == nil || text.networks.isEmpty)
        }
    }
}
