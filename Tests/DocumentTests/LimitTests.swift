import Document
import Model
import Testing

@Suite("limits")
struct LimitTests {
    private func codes(_ text: String) -> [DiagnosticCode] {
        parse(Array(text.utf8)).diagnostics.map(\.code)
    }

    @Test("17 MiB are too many")
    func size() {
        let found = parse([UInt8](repeating: 0x20, count: 17 << 20)).diagnostics
        #expect(found.map(\.code) == [.tooLarge])
    }

    @Test("100 levels are read, 101 are not")
    func depth() {
        func nested(_ levels: Int) -> String {
            "version: 1\nx: " + String(repeating: "[", count: levels - 1)
                + String(repeating: "]", count: levels - 1)
        }
        #expect(codes(nested(100)) == [.unknownKey])
        #expect(codes(nested(101)) == [.tooLarge])
    }

    @Test("ten thousand levels overflow nothing, in any notation")
    func abyss() {
        for opening in ["[", "{a: ", "- ", "? ", "{? ", "[{a: "] {
            #expect(codes(String(repeating: opening, count: 10_000)) == [.tooLarge], "\(opening)")
        }
    }

    @Test("what aliases repeat counts each time")
    func aliases() {
        var text = "version: 1\na0: &a0 [x, x]\n"
        for level in 1..<64 {
            text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
        }
        #expect(codes(text) == [.tooLarge])
    }

    @Test("two million values are too many")
    func values() {
        // Aliases bring the count near the limit; two million scalars take their time unoptimised.
        let thousand = String(repeating: "1,", count: 1_000)
        let near = "version: 1\nx: &x [\(thousand)]\ny: [" + String(repeating: "*x,", count: 1_996)
        #expect(codes(near + "]\n") == [.unknownKey, .unknownKey])
        #expect(codes(near + thousand + thousand + "]\n") == [.tooLarge])
    }

    @Test("lines of a value that begin with a percent sign are no directives")
    func percentLines() {
        let lines = String(repeating: "%a\n", count: 200)
        let good = "%YAML 1.1\n# a\n---\nversion: 1\nholdingPage: {html: \"\n\(lines)\"}\n"
        #expect(parse(Array(good.utf8)).diagnostics.map(\.code) == [])
        for bad in [lines + "---\nversion: 1\n", "version: 1\n...\n\(lines)---\na: 1\n"] {
            let found = parse(Array(bad.utf8)).diagnostics
            #expect(found.map(\.code) == [.tooLarge], "\(found)")
        }
    }

    @Test("many anchors, many keys and many directives are too many")
    func counts() {
        let anchors = (0...65_536).map { "&a\($0) x" }.joined(separator: ",")
        #expect(codes("version: 1\nx: [\(anchors)]") == [.tooLarge])
        let keys = (0...10_000).map { "k\($0): 1" }.joined(separator: ",")
        #expect(codes("version: 1\nx: {\(keys)}").first == .unknownKey)
        #expect(codes("version: 1\nx: {\(keys)}").contains(.tooLarge))
        let tags = (0..<1_000).map { "%TAG !t\($0)! tag:x:\n" }.joined()
        #expect(codes(tags + "---\nversion: 1\n") == [.tooLarge])
    }

    @Test("of many mistakes the first hundred are shown, and how many there are besides")
    func mistakes() {
        let text = "version: 1\n" + (0..<9_000).map { "key\($0): 1\n" }.joined()
        let found = parse(Array(text.utf8)).diagnostics
        #expect(found.count == 101)
        #expect(found[99].location?.line == 101)
        #expect(found[100].message == "8900 more errors are not shown")
    }

    @Test("a line of a megabyte with many mistakes in it is printed in short")
    func longLine() {
        let text =
            "version: 1\nservices: ["
            + (0..<20_000).map { "{näme: s\($0), mark: 1}" }.joined(separator: ", ")
            + "]\n"
        let bytes = Array(text.utf8)
        let printed = DiagnosticRenderer(file: "f", source: bytes).text(
            of: parse(bytes).diagnostics)
        #expect(printed.utf8.count < 60_000)
    }
}
