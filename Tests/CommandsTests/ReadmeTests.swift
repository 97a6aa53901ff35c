import Foundation
import TestSupport
import TestThreads
import Testing

@Suite("README", .ownThreads)
struct ReadmeTests {
    private static let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")

    private static var document: String {
        let parts = text.components(separatedBy: "```yaml\n")
        return parts.count == 2 ? parts[1].components(separatedBy: "```")[0] : ""
    }

    @Test("the document is good, and says nothing to warn of")
    func document() throws {
        let file = try Scratch(Self.document)
        let run = try Program("validate", "-f", file.path)
        #expect(run.status == 0)
        #expect(run.output == "\(file.path): good: 1 service, 2 servers\n")
        #expect(run.error == "")
    }

    @Test("the document and the plan are those of the quick start")
    func quickStart() throws {
        let folder = Self.file.deletingLastPathComponent().appending(path: "examples/quickstart")
        let document = try String(
            contentsOf: folder.appending(path: "ballast.yaml"), encoding: .utf8)
        let start = try #require(document.range(of: "version: 1"))
        #expect(Self.document.hasSuffix(document[start.lowerBound...]))
        let plan = try String(contentsOf: folder.appending(path: "plan.txt"), encoding: .utf8)
        let lines = plan.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    \($0)" }
        #expect(Self.text.contains(lines.joined(separator: "\n")))
    }

    @Test("the mistake is explained as the program explains it")
    func mistake() throws {
        let file = try Scratch(Self.document.replacing("scheduler: wrr", with: "scheduler: wr"))
        let run = try Program("validate", "-f", file.path)
        let lines = run.error.replacing(file.path, with: "ballast.yaml")
            .split(separator: "\n").map { "    \($0)\n" }
        #expect(lines.count == 4)
        #expect(Self.text.contains("\n\n\(lines.joined())\n"))
    }
}
