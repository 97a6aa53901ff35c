import Foundation
import Testing

@Suite("docs/internals/faults.md")
struct FaultTableTests {
    /// The functions of each type of the tests.
    private static let functions: [Substring: Set<Substring>] = {
        let type = /(?:struct|enum|extension) (\w+)/
        let function = /func (\w+)/
        var functions: [Substring: Set<Substring>] = [:]
        for file in Repository.swift where file.path.hasPrefix("Tests/") {
            let names = Set(file.text.matches(of: function).map(\.1))
            for match in file.text.matches(of: type) {
                functions[match.1, default: []].formUnion(names)
            }
        }
        return functions
    }()

    @Test("the page of VRRP names tests that exist")
    func conformance() throws {
        let page = try #require(
            Repository.files(under: "docs/internals", ending: "vrrp-conformance.md").first)
        let tests = page.text.matches(of: /`([A-Z]\w+Tests)\.(\w+)`/)
        #expect(tests.count > 15)
        for test in tests {
            #expect(
                Self.functions[test.1]?.contains(test.2) == true,
                "there is no test \(test.1).\(test.2)")
        }
    }

    @Test("each row names tests that exist, or a dash")
    func rows() throws {
        let page = try #require(
            Repository.files(under: "docs/internals", ending: "faults.md").first)
        let rows = page.lines.filter { $0.hasPrefix("| ") && !$0.hasPrefix("| fault |") }
            .filter { !$0.hasPrefix("| ---") }
        #expect(rows.count > 60)
        let name = /`(?:InLab\.)?([A-Z]\w+)\.(\w+)`/
        for row in rows {
            let cell = try #require(row.split(separator: "|").last)
            let tests = cell.matches(of: name)
            #expect(!tests.isEmpty || cell.contains(" - "), "\(row)")
            for test in tests {
                #expect(
                    Self.functions[test.1]?.contains(test.2) == true,
                    "there is no test \(test.1).\(test.2)")
            }
        }
    }
}
