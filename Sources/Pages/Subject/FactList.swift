/// Facts with their names.
struct FactList: Sendable {
    private var html = HTML()

    /// Adds a fact; nil: there is none.
    mutating func add(_ name: String, _ text: HTML?) {
        guard let text, !text.isEmpty else { return }
        html.append("<dt>\(name)</dt><dd>\(text)</dd>\n" as HTML)
    }

    /// The list; empty without facts.
    var list: HTML { html.isEmpty ? "" : "<dl class=\"facts\">\(html)</dl>\n" }
}
