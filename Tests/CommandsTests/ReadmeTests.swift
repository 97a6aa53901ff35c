import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands

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

    @Test("the line of the document in the status is one that the program prints")
    func status() throws {
        let controller = ControllerStatus(
            version: "0.1.0", processID: 864, started: 0, managesAddresses: true)
        var document = DocumentStatus(
            path: "/etc/ballast/ballast.yaml", generation: 1, accepted: 100_000)
        document.number = 1
        let status = Status(controller: controller, health: .init(reasons: []), document: document)
        let lines = StatusText(status, Layout(width: 80, now: 120_000)).lines
        let line = try #require(lines.first { $0.hasPrefix("document ") })
        #expect(Self.text.contains("\n    \(line)\n"), "\(line)")
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
