import Foundation
import Testing

/// The pages of `docs` beside the facts that they repeat.
@Suite("Pages")
struct PageTests {
    private static let pages = Repository.files(under: "docs", ending: ".md")

    private static func page(_ path: String) throws -> Repository.File {
        try #require(pages.first { $0.path == path }, "there is no \(path)")
    }

    /// The text of one file of the sources.
    private static func source(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }

    /// The first group of each match.
    private static func words(
        _ text: String, _ pattern: Regex<(Substring, Substring)>
    ) -> [String] {
        text.matches(of: pattern).map { String($0.1) }
    }

    @Test("docs/README.md leads to every page, and the first decision to every other")
    func contents() throws {
        let contents = try Self.page("docs/README.md").text
        let decisions = try Self.page("docs/decisions/0001-record-decisions.md").text
        let modules = try Self.page("docs/internals/modules/README.md").text
        for page in Self.pages {
            let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
            let name = page.path.dropFirst(folder.count + 1)
            switch folder {
            case "docs/decisions" where !name.hasPrefix("0001"):
                #expect(decisions.contains("(\(name))"), "\(page.path)")
            case "docs/internals/modules" where name != "README.md":
                #expect(modules.contains("(\(name))"), "\(page.path)")
            default:
                guard page.path != "docs/README.md" else { continue }
                #expect(contents.contains("(\(page.path.dropFirst(5)))"), "\(page.path)")
            }
        }
    }

    @Test("each module has a page, and no other has one")
    func modules() {
        let targets = Set(
            Repository.files(under: "Sources", ending: ".swift")
                .map { String($0.path.split(separator: "/")[1]) })
        let described = Self.pages.filter { $0.path.hasPrefix("docs/internals/modules/") }
            .compactMap { $0.path.split(separator: "/").last?.dropLast(3) }.map(String.init)
        #expect(targets == Set(described).subtracting(["README"]))
    }

    @Test("pages of modules name types, functions and files that exist")
    func names() {
        let files = Repository.swift
        for page in Self.pages where page.path.hasPrefix("docs/internals/modules/") {
            let name = /`([A-Z][A-Za-z+]+(?:\.swift)?|[a-z]+[A-Z][A-Za-z]+)`/
            for name in Self.words(page.text, name) {
                let isThere = files.contains { file in
                    file.path.contains("/\(name)") || file.text.contains(name)
                }
                #expect(isThere, "\(page.path) names \(name)")
            }
        }
    }

    @Test("each command has a heading in docs/reference/commands.md, and no other has one")
    func commands() throws {
        let page = try Self.page("docs/reference/commands.md").text
        let sources = Repository.files(under: "Sources", ending: ".swift").map(\.text)
        let names = Set(sources.flatMap { Self.words($0, /\bcommandName: "([a-z-]+)"/) })
        #expect(names.count > 15)
        for name in names where !name.hasPrefix("ballast") {
            let isNamed = ["## `\(name)`", " \(name) ", " \(name)\n"].contains { page.contains($0) }
            #expect(isNamed, "\(name)")
        }
        for name in Self.words(page, /\n## `([^`]*)`/) {
            #expect(names.contains(name), "\(name)")
        }
    }

    @Test("each kind of event has its row in docs/reference/events.md, with its default")
    func events() throws {
        let file = try #require(
            Repository.swift.first { $0.text.contains("public enum Kind: String") })
        let kinds = try #require(
            file.text.components(separatedBy: "public enum Kind: String").last?
                .components(separatedBy: "\n    }").first)
        let names = Self.words(kinds, /\n        case (\w+)/)
        let notifications = try #require(
            Repository.swift.first { $0.text.contains("static let usualEvents") })
        let usual = try #require(
            notifications.text.components(separatedBy: "static let usualEvents").last?
                .components(separatedBy: "\n    ]").first)
        let told = Set(Self.words(usual, /\.(\w+)/)).subtracting(["Kind"])
        let rows = try Self.page("docs/reference/events.md").lines.filter { $0.hasPrefix("| `") }
        var described: [String: Bool] = [:]
        for row in rows {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            for name in Self.words(cells[0], /`(\w+)`/) { described[name] = cells[2] == "yes" }
        }
        #expect(Set(described.keys) == Set(names))
        #expect(Set(described.filter(\.value).keys) == told)
    }

    @Test("docs/reference/json.md has every schema, every kind of a step and every risk")
    func json() throws {
        let page = try Self.page("docs/reference/json.md").text
        let schemas = Repository.files(under: "schema", ending: ".schema.json").map(\.path)
        #expect(schemas.count > 20)
        for schema in schemas { #expect(page.contains("(../../\(schema))"), "\(schema)") }
        let subjects = try Self.source("Sources/Model/Plan/StepSubject.swift")
        let kinds = try #require(
            subjects.components(separatedBy: "public var kind: String").last?
                .components(separatedBy: "\n    }").first)
        let names = Self.words(kinds, /: "(\w+)"/)
        #expect(names.count > 10)
        let risks = try Self.source("Sources/Model/Plan/Risk.swift")
        let words =
            Self.words(risks, /\n    case (\w+)\n/) + Self.words(risks, /\n    case \w+ = "(.+)"/)
        #expect(words.count > 6)
        for word in names + words { #expect(page.contains("`\(word)`"), "\(word)") }
    }

    @Test("README.md does not call a key of the document missing")
    func missing() throws {
        let readme = try Self.source("README.md")
        let missing = try #require(
            readme.components(separatedBy: "## Not yet").last?.components(separatedBy: "\n## ")
                .first)
        let topics = Self.words(missing, /\*\*([^*]+)\*\*/).joined(separator: " ").lowercased()
        #expect(!topics.isEmpty)
        for name in ["Root", "Node", "Cluster"] {
            let fields = try Self.source("Sources/Document/Field/\(name)Fields.swift")
            let keys = Self.words(fields, /\n    case ([\w, ]+)/)
                .flatMap { $0.split(separator: ",") }
                .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            #expect(keys.count > 3)
            for key in keys {
                let words = topics.split { !$0.isLetter }.map(String.init)
                #expect(!words.contains(key), "\(name): \(key)")
            }
        }
    }

    @Test("docs/reference/licences.md names every program, package and C library")
    func licences() throws {
        let page = try Self.page("docs/reference/licences.md").text
        let manifest = try Self.source("Package.swift")
        let names =
            Self.words(manifest, /"https:\/\/[^"]*\/([^"\/]+)"/)
            + Self.words(manifest, /\.executable\(name: "([^"]+)"/)
            + Repository.files(under: "Sources", ending: "module.modulemap")
            .map { String($0.path.split(separator: "/")[1]) }
        #expect(names.count > 12)
        for name in names {
            let isNamed = page.contains("| \(name) ") || page.contains("`\(name)`")
            #expect(isNamed, "\(name)")
        }
    }

    @Test("the threat model has every capability of the unit, and no other")
    func capabilities() throws {
        let page = try Self.page("docs/internals/threat-model.md").text
        let unit = try Self.source("packaging/ballast.service")
        let line = try #require(unit.firstMatch(of: /CapabilityBoundingSet=(.*)/)).1
        let granted = Set(line.split(separator: " ").map(String.init))
        #expect(Set(Self.words(page, /`(CAP_\w+)`/)) == granted)
    }

    @Test("the threat model has every request of the status socket")
    func requests() throws {
        let page = try Self.page("docs/internals/threat-model.md").text
        let file = try #require(
            Repository.swift.first { $0.path.hasSuffix("/Answers.swift") })
        let paths = Self.words(file.text, /case "([^"]+)":/)
        #expect(paths.contains("/status"))
        for path in paths {
            #expect(page.contains(path), "\(path)")
        }
    }

    @Test("docs/internals/testing.md has a row for each suite of the lab")
    func lab() throws {
        let page = try Self.page("docs/internals/testing.md").text
        for file in Repository.files(under: "Tests/Lab/Tests", ending: "Tests.swift") {
            for name in Self.words(file.text, /\n    struct (\w+) \{/) {
                #expect(page.contains("| `\(name)` |"), "\(name)")
            }
        }
    }

    @Test("paths of this repository that pages name are there")
    func paths() {
        let path = /`((?:Sources|Tests|packaging|schema|examples|docs)\/[^`\s*]+)/
        for page in Self.pages where !page.path.hasPrefix("docs/decisions/") {
            for name in Self.words(page.text, path) {
                #expect(
                    FileManager.default.fileExists(
                        atPath: Repository.root.appending(path: name).path),
                    "\(page.path) names \(name)")
            }
        }
    }

    @Test("links to a part of a page lead to a heading")
    func anchors() throws {
        let readme = try #require(
            Repository.files(under: "", ending: "/README.md").first { $0.path == "README.md" })
        for page in Self.pages + [readme] {
            let folder = Repository.root.appending(path: page.path).deletingLastPathComponent()
            for match in page.text.matches(of: /\]\(([^)#\s]*)#([^)]*)\)/)
            where !match.1.contains("://") {
                let target =
                    match.1.isEmpty
                    ? page.text
                    : try String(
                        contentsOf: folder.appending(path: String(match.1)), encoding: .utf8)
                let anchors = target.split(separator: "\n").filter { $0.hasPrefix("#") }
                    .map(Self.anchor)
                #expect(
                    anchors.contains(String(match.2)), "\(page.path) links to #\(match.2)")
            }
        }
    }

    /// The anchor of a heading: lower case, hyphens for spaces, no other punctuation.
    private static func anchor(of heading: Substring) -> String {
        let text = heading.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
        return String(
            text.compactMap { letter -> Character? in
                if letter == " " { return "-" }
                return letter.isLetter || letter.isNumber || "-_".contains(letter) ? letter : nil
            })
    }
}
