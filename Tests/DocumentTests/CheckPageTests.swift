import Document
import Model
import Planning
import Testing

@Suite("docs/guide/checks.md")
struct CheckPageTests {
    private static let page = TestFiles.text(TestFiles.root + "/docs/guide/checks.md")

    @Test("the table has each service with the keys that it makes use of")
    func services() throws {
        // Another table follows, of regular expressions.
        let part = Self.page.split(separator: "## Regular expressions")[0]
        let rows = part.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let cells = rows.map { $0.split(separator: "|").map { Self.words(in: $0) } }
        #expect(cells.map { $0[0] } == CheckService.allCases.map { [$0.rawValue] })
        for (row, service) in zip(cells, CheckService.allCases) {
            #expect(Set(row[1]) == Set(service.keys.map(\.rawValue)), "\(service)")
        }
    }

    @Test("the example is a good document")
    func example() throws {
        let parts = Self.page.split(separator: "```")
        let text = try #require(parts.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
        let parsed = parse(Array(text.utf8))
        let draft = try #require(parsed.draft)
        let found = parsed.diagnostics + validate(draft)
        #expect(found.isEmpty, "\(found)")
    }

    /// What is in backticks.
    private static func words(in cell: Substring) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
