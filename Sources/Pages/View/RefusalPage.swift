import Admin
import Model

/// The page that shows a refusal.
struct RefusalPage: Sendable {
    private let refusal: APIRefusal

    init(_ refusal: APIRefusal) {
        self.refusal = refusal
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: title,
            content: """
                <section class="sheet">
                <h1>\(title)</h1>
                \(refusal.diagnostics.prefix(20).map(text))
                \(more)
                <p><a href="/">Overview</a></p>
                </section>
                """)
    }

    private var title: String {
        switch refusal.status {
        case 403: "Not allowed"
        case 404: "Not found"
        case 409, 412, 422: "Not done"
        case 429: "Too many attempts"
        case 500...: "Not possible now"
        default: "Not understood"
        }
    }

    private func text(_ diagnostic: Diagnostic) -> HTML {
        let place = diagnostic.location.map { "line \($0.line): " } ?? ""
        let sentence = ProblemNote.sentence(place + diagnostic.message)
        let hint: HTML? = diagnostic.hint.map { "<br><span class=\"quiet\">\($0)</span>" }
        return """
            <p class="problem" role="alert">\(sentence) \
            <span class="quiet">[\(diagnostic.code.rawValue)]</span>\(hint)</p>

            """
    }

    private var more: HTML? {
        let count = refusal.omitted + max(0, refusal.diagnostics.count - 20)
        return count == 0 ? nil : "<p>And \(count) more.</p>"
    }
}
