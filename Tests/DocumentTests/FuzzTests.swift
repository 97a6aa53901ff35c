import Document
import Glibc
import Model
import Seeds
import Testing

/// What stands for every input: an answer, within limits, that can be printed.
private func check(_ bytes: [UInt8], _ name: @autoclosure () -> String) {
    let parsed = parse(bytes)
    #expect(parsed.diagnostics.count <= 101, "\(name())")
    let hasError = parsed.diagnostics.contains { $0.severity == .error }
    #expect((parsed.spec == nil) == hasError, "\(name())")
    let sorted = parsed.diagnostics.sorted { ($0.location ?? .top) < ($1.location ?? .top) }
    #expect(sorted.map(\.location) == parsed.diagnostics.map(\.location), "\(name())")
    let renderer = DiagnosticRenderer(file: "f", source: bytes)
    for diagnostic in parsed.diagnostics {
        let text = renderer.text(of: diagnostic)
        #expect(text.utf8.count < 4_000, "\(name()): \(text)")
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(name())")
    }
    for service in (parsed.spec?.services ?? []).prefix(2) {
        for server in service.servers.prefix(2) {
            _ = edited(bytes, by: .state(service: service.name, server: server.name, .drain))
        }
    }
}

extension Model.SourceLocation {
    fileprivate static let top = Model.SourceLocation(line: 1, column: 1)
}

@Suite("fuzzing")
struct FuzzTests {
    private static let corpus = TestFiles.directory + "/Corpus"

    @Test("every nasty input gets an answer", arguments: TestFiles.names(in: corpus))
    func replay(_ name: String) {
        check(TestFiles.bytes("\(Self.corpus)/\(name)"), name)
    }

    @Test("numbers in every notation and of every size get an answer")
    func numbers() throws {
        let heads = ["", "-", "+", "0x", "-0x", "0o", "0", "00", ".", "1_", "1,", "1:"]
        let middles = [
            "0", "1", "7", "255", "65535", "65536", "2147483647", "2147483648", "4294967296",
            "9223372036854775807", "9223372036854775808", "18446744073709551616",
            "99999999999999999999999999", "7fffffffffffffff", "8000000000000000", "",
        ]
        let tails = [
            "", "e0", "E9", "e-1", "e10", "e99999999999999999999", ".0", ".5e3", "_0", "%",
        ]
        let units = ["", "s", "d", "ms", "k", "m", "MiB"]
        let keys = ["weight", "address", "port", "timeout", "interval", "mark", "upper"]
        for key in keys {
            for head in heads {
                for middle in middles {
                    let tail = tails[abs(head.count &+ middle.count) % tails.count]
                    for tail in [tail, "e0"] {
                        let unit = units[(head.count + tail.count) % units.count]
                        let value = head + middle + tail + unit
                        let text = """
                            version: 1
                            health: {\(key): \(value)}
                            services:
                              - name: a
                                listen: 10.0.0.1:\(value.isEmpty ? "80" : value)
                                \(key): \(value)
                                servers:
                                  - {name: a, address: 10.0.0.2, \(key): \(value)}
                                  - {name: b, address: "10.0.0.3:\(value)", weight: \(value)}
                            """
                        check(Array(text.utf8), value)
                    }
                }
            }
        }
    }

    @Test("mutations of all inputs get an answer", arguments: 0..<20)
    func mutations(_ block: Int) {
        let corpus = TestFiles.names(in: Self.corpus).map { "\(Self.corpus)/\($0)" }
        let examples: [String] = TestFiles.names(in: TestFiles.root + "/examples")
            .map { "\(TestFiles.root)/examples/\($0)/ballast.yaml" }
            .filter { (path: String) -> Bool in access(path, R_OK) == 0 }
        let files = corpus + examples + [TestFiles.directory + "/Cases/everything.yaml"]
        // Large inputs are replayed only: two thousand of them would take minutes.
        let inputs = files.map { TestFiles.bytes($0) }.filter { $0.count < 6_000 }
        for seed in block * 100..<(block + 1) * 100 {
            var random = SeededNumbers(seed: seed)
            check(Self.mutated(random.pick(inputs), inputs, &random), "seed \(seed)")
        }
    }

    private static let tokens = [
        "{", "}", "[", "]", ": ", "- ", ", ", "&a ", "*a", "<<: ", "!!str ", "\"", "'", "|\n", "#",
        "\n", "\r", "\t", "? ", "---\n", "...\n", "%", "\u{feff}", "\u{2028}", "😀", "~", "0x10",
        "10.0.0.1:80", "name: ", "servers: ", "state: drain", "version: 1\n",
    ]

    private static func mutated(
        _ input: [UInt8], _ others: [[UInt8]], _ random: inout SeededNumbers
    ) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...30, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 2: bytes.insert(contentsOf: Array(random.pick(tokens).utf8), at: start)
            case 3: bytes.removeSubrange(start...)
            case 4 where start < bytes.count:
                bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default:
                let other = random.pick(others)
                let from = Int.random(in: 0...other.count, using: &random)
                bytes.insert(contentsOf: other[from..<min(other.count, from + 80)], at: start)
            }
        }
        return bytes
    }
}
