import Foundation
import Model
import Testing

@Suite("The table of docs/internals/testing.md")
struct TableTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    @Test("it has a line for each service, and the tests that it names are there")
    func table() throws {
        let file = Self.folder.appending(path: "../../docs/internals/testing.md")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.hasPrefix("| service | right |") })
        let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
        }
        #expect(
            rows.compactMap { CheckService(rawValue: $0[0])?.rawValue }.sorted()
                == CheckService.allCases.map(\.rawValue).sorted())
        let sources = try Self.sources()
        for cell in Set(rows.flatMap { $0.dropFirst() }) where cell != "-" {
            let words = cell.split(separator: ".")
            let source = try #require(sources["\(words[0]).swift"], "\(cell)")
            if words.count > 1 { #expect(source.contains("func \(words[1])("), "\(cell)") }
        }
    }

    private static func sources() throws -> [String: String] {
        var sources: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        where path.hasSuffix(".swift") {
            let file = folder.appending(path: path)
            sources[file.lastPathComponent] = try String(contentsOf: file, encoding: .utf8)
        }
        return sources
    }
}
