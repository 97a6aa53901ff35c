import Foundation
import Testing

/// Habits of prose that make a sentence hard to read, counted for 1,000 words.
@Suite("Prose")
struct ProseTests {
    private struct Habit: Sendable, CustomTestStringConvertible {
        let name: String
        let pattern: String
        /// The most that is allowed for 1,000 words in documents and in texts of the program, and
        /// in comments.
        let documents: Double
        let comments: Double

        var testDescription: String { name }

        func count(in text: String) throws -> Int {
            try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
                .numberOfMatches(in: text, range: NSRange(text.startIndex..., in: text))
        }
    }

    private static let what =
        "(?<![?])\\b[Ww]hat (?:is|was|are|were|has|had|can|could|did|does|do|it|they|the|an?|this"
        + "|that|we|one|nobody|comes?|becomes?|goes|stays|follows|came|another|checks|servers"
        + "|somebody|clients)\\b|(?:^|[.,:;(] ?|\\bfor |\\bof |\\bwith |\\bto |\\bby )"
        + "[Ww]ho(?:ever)? (?!else\\?)\\w+s?\\b"
    private static let plan =
        "\\b(?:is|are|was|were) to (?:be|hold|have|get|go|do|come|carry|leave|stay|say|make|know"
        + "|last|remember|outlive|find)\\b"

    private static let habits = [
        Habit(name: "what and who as nouns", pattern: what, documents: 0.5, comments: 1),
        Habit(
            name: "nobody, somebody, whoever",
            pattern: "\\b(?:[Nn]obody|[Ss]omebody|[Ww]hoever)\\b", documents: 0.3, comments: 0.2),
        Habit(
            name: "texts that say and tell", pattern: "\\b(?:says?|said|tells?|told)\\b",
            documents: 0.5, comments: 0.5),
        Habit(
            name: "things that come, go and become",
            pattern: "\\b(?:becomes?|became|comes?|came|goes|went)\\b", documents: 0.5,
            comments: 0.5),
        Habit(name: "is to, for must or will", pattern: plan, documents: 0.1, comments: 0.2),
    ]

    @Test("documents keep within the limit", arguments: habits)
    private func documents(_ habit: Habit) throws {
        let pages =
            Repository.files(under: "docs", ending: ".md")
            + Repository.files(under: "", ending: "/README.md").filter { $0.path == "README.md" }
        let prose = pages.map { page in
            page.text.components(separatedBy: "```").enumerated()
                .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: "\n")
        }
        try Self.expect(habit, in: prose.joined(separator: "\n"), below: habit.documents)
    }

    @Test("comments keep within the limit", arguments: habits)
    private func comments(_ habit: Habit) throws {
        let lines = Repository.files(under: "Sources", ending: ".swift").flatMap(\.lines)
        let comments = lines.compactMap { line -> String? in
            let text = line.drop { $0 == " " }
            return text.hasPrefix("//") ? String(text.drop { "/! ".contains($0) }) : nil
        }
        try Self.expect(habit, in: comments.joined(separator: "\n"), below: habit.comments)
    }

    @Test("help, messages and events keep within the limit", arguments: habits)
    private func literals(_ habit: Habit) throws {
        let texts = Repository.files(under: "Sources", ending: ".swift").flatMap { file in
            file.lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }.flatMap(Self.literals)
        }
        // A literal without a space is a name.
        try Self.expect(
            habit, in: texts.filter { $0.contains(" ") }.joined(separator: "\n"),
            below: habit.documents)
    }

    /// Returns the texts between the quotation marks of a line, without their interpolations.
    private static func literals(in line: Substring) -> [String] {
        line.matches(of: /"((?:[^"\\]|\\.)*)"/).map { match in
            String(match.1).replacing(/\\\([^)]*\)+/, with: " ")
        }
    }

    private static func expect(_ habit: Habit, in text: String, below limit: Double) throws {
        let words = text.split { !$0.isLetter && $0 != "'" }.count
        #expect(words > 10_000)
        let frequency = Double(1000 * (try habit.count(in: text))) / Double(words)
        print("house: \(habit.name): \((frequency * 10).rounded() / 10) in 1,000 words")
        #expect(frequency <= limit, "\(habit.name)")
    }
}
