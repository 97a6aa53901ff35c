import Document
import Model
import Testing

@Suite("printed diagnostics")
struct RendererTests {
    private func printed(_ source: String, _ location: Model.SourceLocation) -> [String] {
        let diagnostic = Diagnostic(.syntax, at: DocumentPath(), location: location, "wrong")
        return DiagnosticRenderer(file: "f", source: Array(source.utf8)).text(of: diagnostic)
            .split(separator: "\n").map { String($0) }
    }

    @Test("the underline is below what it means")
    func underline() {
        #expect(
            printed("version: x\n", Model.SourceLocation(line: 1, column: 10)) == [
                "f:1:10: error: wrong [BAL001]", "    1 | version: x", "      |          ^",
            ])
    }

    @Test("tabs, wide and combining characters keep the underline in place")
    func widths() {
        #expect(
            printed("a\tb: c\n", Model.SourceLocation(line: 1, column: 3)).suffix(2) == [
                "    1 | a   b: c", "      |     ^",
            ])
        #expect(
            printed("服务: xy\n", Model.SourceLocation(line: 1, column: 5, length: 2)).suffix(2) == [
                "    1 | 服务: xy", "      |       ^^",
            ])
        #expect(
            printed("e\u{301}: x\n", Model.SourceLocation(line: 1, column: 5)).suffix(2) == [
                "    1 | e\u{301}: x", "      |    ^",
            ])
        #expect(
            printed("服务: 1\n", Model.SourceLocation(line: 1, column: 1, length: 2)).last
                == "      | ^^^^")
    }

    @Test("nothing in the source moves the cursor")
    func controls() {
        let text = printed("a: \u{1b}[31m\u{202e}\u{7}\n", Model.SourceLocation(line: 1, column: 4))
        #expect(text[1] == "    1 | a: \u{fffd}[31m\u{fffd}\u{fffd}")
    }

    @Test("a long line is cut around the place")
    func longLine() {
        let text = printed(
            String(repeating: "a", count: 5_000) + "HERE" + String(repeating: "b", count: 5_000),
            Model.SourceLocation(line: 1, column: 5_001, length: 4))
        #expect(text[1].count < 140)
        let indent = text[2].drop { $0 != "^" }
        #expect(indent == "^^^^")
        let column = text[2].count - 4
        #expect(text[1].dropFirst(column).prefix(4) == "HERE")
    }

    @Test("a place that is not in the text is only named")
    func outside() {
        #expect(printed("a\n", Model.SourceLocation(line: 99, column: 7)).count == 1)
        #expect(printed("a\n", Model.SourceLocation(line: 1, column: 99)).last == "      |  ^")
    }

    @Test("of a thousand warnings and an error the error is printed")
    func many() {
        let warning = Diagnostic(.noServers, severity: .warning, at: DocumentPath(), "careful")
        let error = Diagnostic(.thresholds, at: DocumentPath(), "wrong")
        let lines = DiagnosticRenderer(file: "f", source: [])
            .text(of: Array(repeating: warning, count: 1_000) + [error])
            .split(separator: "\n")
        #expect(lines.count == 101 && lines.contains("f: error: wrong [BAL305]"))
        #expect(lines.last == "f: 901 more diagnostics are not shown")
    }

    @Test("colour is in escape sequences, and only when it is asked for")
    func colour() {
        let diagnostic = Diagnostic(
            .syntax, at: DocumentPath(), location: Model.SourceLocation(line: 1, column: 1),
            "wrong",
            hint: "mend it")
        let source = Array("x\n".utf8)
        let plain = DiagnosticRenderer(file: "f", source: source).text(of: diagnostic)
        let coloured = DiagnosticRenderer(file: "f", source: source, usesColour: true)
            .text(of: diagnostic)
        #expect(plain.hasSuffix("hint: mend it\n") && !plain.contains("\u{1b}"))
        #expect(coloured.contains("\u{1b}[1;31merror\u{1b}[0m"))
    }
}
