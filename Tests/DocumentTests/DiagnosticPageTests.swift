import Document
import Model
import Planning
import Testing

/// One number of `docs/reference/diagnostics.md`.
private struct Entry: Sendable, CustomTestStringConvertible {
    let code: String
    /// The YAML examples: what brings it about, then the same without it.
    var examples: [String] = []

    var testDescription: String { code }

    static let all: [Entry] = {
        var entries: [Entry] = []
        var example: String?
        for line in TestFiles.text(TestFiles.root + "/docs/reference/diagnostics.md")
            .split(separator: "\n", omittingEmptySubsequences: false)
        {
            if line.hasPrefix("## ") {
                entries.append(Entry(code: String(line.dropFirst(3).prefix { $0 != ":" })))
            } else if line == "```yaml" {
                example = ""
            } else if line == "```", let text = example, !entries.isEmpty {
                entries[entries.count - 1].examples.append(text)
                example = nil
            } else if let text = example {
                example = text + line + "\n"
            }
        }
        return entries
    }()
}

@Suite("docs/reference/diagnostics.md")
struct DiagnosticPageTests {
    /// Codes that no text on a page can bring about; nor can it those of certificates' files.
    private static let withoutExample: Set<DiagnosticCode> = [
        .unreadable, .tooLarge, .encoding, .proxyRefused, .proxyLacks, .holdingPageFile,
        .programUntrusted, .documentExposed, .secretFile, .secretFileExposed, .proxyFileUntrusted,
        .checkFile, .addedHeaders, .holdingPageSize, .unknownHost, .replicationWorkTree,
        .replicationLimit, .refusedRule, .blocklistFile,
        .removalLimit, .unconfirmed, .rejectedWayBack, .unconfirmedFirst, .confirmationStore,
        .closedWindow, .canaryRefused, .canaryTakenBack,
        .apiRequest, .apiAccess, .apiConflict, .apiCommand,
    ]

    @Test("the page has each number once, in order")
    func complete() {
        #expect(Entry.all.map { $0.code } == DiagnosticCode.allCases.map(\.rawValue))
    }

    @Test("each example does what the page says", arguments: Entry.all)
    private func examples(_ entry: Entry) throws {
        let code = try #require(DiagnosticCode(rawValue: entry.code))
        guard !Self.withoutExample.contains(code), !entry.code.hasPrefix("BAL5") else {
            #expect(entry.examples.isEmpty)
            return
        }
        try #require(entry.examples.count == 2)
        let found = Self.diagnostics(of: entry.examples[0])
        #expect(found.map(\.code) == [code], "\(found)")
        #expect(found.allSatisfy { $0.location != nil })
        let mended = Self.diagnostics(of: entry.examples[1])
        #expect(mended.isEmpty, "\(mended)")
    }

    private static func diagnostics(of text: String) -> [Diagnostic] {
        let parsed = parse(Array(text.utf8))
        return parsed.diagnostics + parsed.located(parsed.draft.map { validate($0) } ?? [])
    }
}
