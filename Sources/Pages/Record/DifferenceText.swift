/// The difference of two texts, a line each.
struct DifferenceText: Sendable {
    private let lines: [String]
    private let name: String

    /// The most lines.
    private static let limit = 2000

    /// - Parameters:
    ///   - lines: those of `diff -u`.
    ///   - name: the difference in words.
    init(_ lines: [String], name: String) {
        self.lines = lines
        self.name = name
    }

    /// The text.
    var html: HTML {
        guard !lines.isEmpty else { return "<p>There is no difference.</p>" }
        let more: HTML? =
            lines.count > Self.limit
            ? "<p>And \(lines.count - Self.limit) more lines: <code>ballast diff</code></p>" : nil
        return """
            <pre class="difference" tabindex="0" role="region" aria-label="\(name)">\
            \(lines.prefix(Self.limit).map(line))</pre>
            \(more)
            """
    }

    private func line(_ text: String) -> HTML {
        switch text.first {
        case "+": "<ins>\(text)</ins>\n"
        case "-": "<del>\(text)</del>\n"
        case "@": "<span class=\"quiet\">\(text)</span>\n"
        default: "\(text)\n"
        }
    }
}
