import Document
import Model
import Planning
import Testing

@Suite("docs/guide")
struct GuidePageTests {
    private static let folder = TestFiles.root + "/docs/guide"

    @Test("each whole document of the guides is good", arguments: TestFiles.names(in: folder))
    func documents(page: String) throws {
        let parts = TestFiles.text("\(Self.folder)/\(page)").split(separator: "```")
        for part in parts where part.hasPrefix("yaml\nversion: 1\n") {
            let parsed = parse(Array(part.dropFirst(5).utf8))
            let found = parsed.diagnostics + validate(try #require(parsed.draft))
            #expect(found.isEmpty, "\(found)")
        }
    }
}
