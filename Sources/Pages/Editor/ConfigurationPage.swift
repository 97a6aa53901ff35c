import Model

/// The state of the document, without its text, for accounts that may not read the text.
struct ConfigurationPage: Sendable {
    private let status: DocumentStatus
    private let confirmation: PageConfirmation?
    private let now: Int64

    /// - Parameters:
    ///   - confirmation: the edit that is undone unless it is confirmed; nil: none is.
    ///   - now: milliseconds since 1970.
    init(_ status: DocumentStatus, _ confirmation: PageConfirmation?, now: Int64) {
        self.status = status
        self.confirmation = confirmation
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Configuration", entry: .configuration,
            content: """
                <h1>Configuration</h1>
                \(ConfirmationNote(confirmation, mayConfirm: false, now: now).html)
                <p>The group <b>conf</b> reads and edits the text of the document, which can \
                contain passwords. <a href="/history">History</a> has its edits.</p>
                \(facts)
                \(findings("The file is refused", status.rejected))
                \(findings("Warnings", status.warnings))
                """)
    }

    private var facts: HTML {
        var facts = FactList()
        facts.add("File", "\(status.path)")
        let number = status.number.map { "generation \($0)" }
        facts.add("In force", "\(number ?? "no known generation")")
        if let accepted = status.accepted {
            facts.add(
                "Accepted",
                "\(PageTime.standard(accepted)), \(PageTime.age(of: accepted, at: now)) ago")
        }
        return facts.list
    }

    private func findings(_ title: String, _ all: [Diagnostic]) -> HTML {
        guard !all.isEmpty else { return "" }
        let rows = all.prefix(50).map { finding -> HTML in
            let place = finding.location.map { "line \($0.line): " } ?? ""
            return "<li>\(place)\(finding.message) [\(finding.code.rawValue)]</li>\n"
        }
        return "<h2>\(title)</h2>\n<ul class=\"findings\">\(rows)</ul>"
    }
}
