import Model

extension RenderedConfiguration {
    /// Returns the complaints of `haproxy -c` as diagnostics at their places in the document.
    ///
    /// - Parameters:
    ///   - output: both output streams of `haproxy -c`.
    ///   - file: the path of the checked file, whose name appears in each complaint.
    ///
    /// **Shape:** in HAProxy's order; at the root if HAProxy names no line and no section.
    public func complaints(in output: String, about file: String) -> [Diagnostic] {
        output.split(whereSeparator: \.isNewline).compactMap { line in
            let severity: Diagnostic.Severity
            if line.hasPrefix("[ALERT]") {
                severity = .error
            } else if line.hasPrefix("[WARNING]") {
                severity = .warning
            } else {
                return nil
            }
            // "[ALERT]    (24109) : config : parsing [FILE:9] : the complaint"
            let parts = line.split(separator: " : ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let said = parts[1].hasPrefix("config : ") ? parts[1].dropFirst(9) : parts[1][...]
            let isSummary = Self.summaries.contains { said.hasPrefix($0) }
            guard !isSummary else { return nil }
            let (words, number) = Self.parted(String(said), file)
            let path = number.flatMap { self.path(ofLine: $0) } ?? section(namedIn: words)
            return Diagnostic(
                .proxyRefused, severity: severity, at: path, "HAProxy says: \(words)")
        }
    }

    /// Lines that only summarise earlier complaints.
    private static let summaries = ["Error(s) found in", "Fatal errors found", "Warnings were"]

    /// Returns the complaint without its place, and the line number of the place.
    private static func parted(_ text: String, _ file: String) -> (String, Int?) {
        guard let start = text.range(of: "[\(file):"),
            let end = text[start.upperBound...].firstIndex(of: "]")
        else { return (text, nil) }
        let number = Int(text[start.upperBound..<end])
        let rest = String(text[text.index(after: end)...].drop { " :".contains($0) })
        // Some lines repeat the place.
        let isTwice = rest.hasPrefix("parsing [\(file):")
        return (isTwice ? parted(rest, file).0 : rest, number)
    }

    /// Returns the part of the document whose section or server is quoted in the complaint.
    private func section(namedIn words: String) -> DocumentPath {
        let names = words.split(separator: "'", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
        for name in names {
            let line = lines.first { line in
                ["listen", "backend", "frontend"].contains { line.text == "\($0) \(name)" }
            }
            if let line { return line.path }
        }
        return DocumentPath()
    }
}

extension String {
    /// Returns the first range of another text in this one.
    fileprivate func range(of other: String) -> Range<Index>? {
        ranges(of: other).first
    }
}
