import Foundation
import Testing

@Suite("Habits")
struct HabitTests {
    /// Spelled apart, so that this file does not find itself.
    static let refused = [
        "try" + "!", "@unchecked " + "Sendable", "nonisolated" + "(unsafe)", "fatal" + "Error(",
    ]

    @Test("no opt-outs from safety")
    func optOuts() {
        for file in Repository.swift {
            for (number, line) in file.lines.enumerated() {
                for word in Self.refused where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1): \(word)")
                }
            }
        }
    }

    @Test("a time limit leaves room for the wait for a turn, which it counts too")
    func timeLimits() {
        for file in Repository.files(under: "Tests", ending: ".swift") {
            for match in file.text.matches(of: /\.timeLimit\(\.minutes\((\d+)\)\)/) {
                #expect(Int(match.1) == 20, "\(file.path): \(match.0)")
            }
        }
    }

    @Test("no file is named after no noun")
    func names() {
        let refused = ["Util", "Common", "Helper", "Manager.", "Types.", "Constants."]
        for file in Repository.swift {
            let name = file.path.split(separator: "/").last ?? ""
            for word in refused where word != "Manager." || name != "ServiceManager.swift" {
                #expect(!name.contains(word), "\(file.path)")
            }
        }
    }

    @Test("links between documents lead somewhere")
    func links() throws {
        let pages =
            Repository.files(under: "docs", ending: ".md")
            + Repository.files(under: "examples", ending: ".md")
            + ["README.md", "CHANGELOG.md"].compactMap { name in
                Repository.files(under: "", ending: "/\(name)").first { $0.path == name }
            }
        #expect(pages.count > 5)
        let link = /\]\(([^)#\s]+)(#[^)]*)?\)/
        for page in pages {
            let folder = Repository.root.appending(path: page.path).deletingLastPathComponent()
            for match in page.text.matches(of: link) where !match.1.contains("://") {
                let target = folder.appending(path: String(match.1)).standardized
                #expect(
                    FileManager.default.fileExists(atPath: target.path),
                    "\(page.path) links to \(match.1)")
            }
        }
    }

    @Test("the version of the program is the newest in CHANGELOG.md")
    func version() throws {
        let program = try #require(
            Repository.swift.first { $0.path == "Sources/Commands/BallastCommand.swift" })
        let version = try #require(program.text.firstMatch(of: /static let version = "(.+)"/))
        let changes = try String(
            contentsOf: Repository.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
        let newest = try #require(changes.firstMatch(of: /## \[(\d.+)\]/))
        #expect(newest.1 == version.1)
    }
}
