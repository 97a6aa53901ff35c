import Model

/// Prints diagnostics as a compiler does.
///
///     ballast.yaml:12:5: error: a service has no key "schedular" [BAL101]
///        12 |     schedular: wrr
///           |     ^^^^^^^^^
///     hint: did you mean "scheduler"?
public struct DiagnosticRenderer: Sendable {
    /// The file's name, as the user gave it.
    public let file: String
    /// Whether escape sequences colour the result.
    public let usesColour: Bool

    private let source: Source
    private let lines: LineIndex

    /// Maximum number of columns of a source line in the output; the location stays visible.
    static let lineWidth = 120

    /// A renderer for diagnostics of this file with these bytes.
    public init(file: String, source bytes: [UInt8], usesColour: Bool = false) {
        self.file = file
        self.usesColour = usesColour
        source = Source(bytes)
        lines = LineIndex(source)
    }

    /// The text of all diagnostics.
    ///
    /// Of more than 101 it has the first hundred, errors before warnings, and a line that counts
    /// the others.
    public func text(of diagnostics: [Diagnostic]) -> String {
        var secrets = SecretLine(line: -1)
        guard diagnostics.count > Findings.shown + 1 else {
            return diagnostics.map { text(of: $0, &secrets) }.joined()
        }
        let errors = diagnostics.filter { $0.severity == .error }
        let warnings = diagnostics.filter { $0.severity == .warning }
        let shown = (errors + warnings).prefix(Findings.shown)
        return Array(shown).inTextOrder.map { text(of: $0, &secrets) }.joined()
            + "\(file): \(diagnostics.count - shown.count) more diagnostics are not shown\n"
    }

    /// The text of a diagnostic: a line with location, message and code, the source line with the
    /// location underlined, and the hint.
    ///
    /// It ends with a line feed.
    public func text(of diagnostic: Diagnostic) -> String {
        var secrets = SecretLine(line: -1)
        return text(of: diagnostic, &secrets)
    }

    /// The secrets of the line of the last excerpt.
    private struct SecretLine {
        var line: Int
        var ranges: [Range<Int>] = []
    }

    private func text(of diagnostic: Diagnostic, _ secrets: inout SecretLine) -> String {
        let place = diagnostic.location.map { ":\($0.line):\($0.column)" } ?? ""
        let severity = painted(
            diagnostic.severity.rawValue, diagnostic.severity == .error ? .red : .yellow)
        var text =
            painted("\(file)\(place):", .bold)
            + " \(severity): \(diagnostic.message) [\(diagnostic.code.rawValue)]\n"
        if let location = diagnostic.location { text += excerpt(at: location, &secrets) }
        if let hint = diagnostic.hint { text += "\(painted("hint:", .cyan)) \(hint)\n" }
        return text
    }

    private func excerpt(
        at location: SourceLocation, _ secrets: inout SecretLine
    ) -> String {
        guard (1...lines.count).contains(location.line) else { return "" }
        if secrets.line != location.line {
            secrets = SecretLine(
                line: location.line,
                ranges: SecretText(source, lines).ranges(inLine: location.line - 1))
        }
        // Decodes only the part around the location: one line can be the whole file.
        let window = SourceWindow(
            source, lines, at: location, width: Self.lineWidth, hiding: secrets.ranges)
        guard !window.isBlank else { return "" }
        let number = String(location.line)
        let margin = String(repeating: " ", count: max(0, 5 - number.count))
        let bar = painted("|", .blue)
        let empty = String(repeating: " ", count: max(5, number.count))
        return "\(margin)\(painted(number, .blue)) \(bar) \(window.text)\n"
            + "\(empty) \(bar) \(String(repeating: " ", count: window.indent))"
            + "\(painted(String(repeating: "^", count: window.underline), .green))\n"
    }

    private enum Paint: String {
        case bold = "1"
        case red = "1;31"
        case green = "1;32"
        case yellow = "1;33"
        case blue = "34"
        case cyan = "36"
    }

    private func painted(_ text: String, _ paint: Paint) -> String {
        usesColour ? "\u{1b}[\(paint.rawValue)m\(text)\u{1b}[0m" : text
    }
}
