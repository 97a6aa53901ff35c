import Model

/// The diagnostics of one document, bounded for any number of mistakes.
struct Findings: Sendable {
    /// A finding with its byte range instead of line and column.
    private struct Finding: Sendable {
        let diagnostic: Diagnostic
        let place: ByteRange
    }

    /// Maximum number of diagnostics in the output; one more line counts the others.
    static let shown = 100
    /// Maximum number of stored findings, from which the first in the text are chosen.
    static let kept = 2_000

    private var findings: [Finding] = []
    private var total = 0
    private var lines: LineIndex?
    /// Whether there is an error of form: of text, structure or a value.
    private(set) var hasFormError = false
    /// Whether there is any error.
    private(set) var hasError = false

    /// Whether further findings are only counted.
    var isFull: Bool { findings.count >= Self.kept }

    /// Adds a finding; its message is only composed if the finding is stored.
    mutating func add(
        _ code: DiagnosticCode, at place: ByteRange, _ diagnostic: () -> Diagnostic
    ) {
        total += 1
        hasError = true
        if code.isAboutForm { hasFormError = true }
        if !isFull { findings.append(Finding(diagnostic: diagnostic(), place: place)) }
    }

    /// The line, from 1, of a byte range in the text.
    mutating func line(of place: ByteRange, in source: Source) -> Int {
        let index = lines ?? LineIndex(source)
        lines = index
        return index.line(at: place.start) + 1
    }

    /// All findings with their locations, in the order of the text.
    mutating func located(in source: Source) -> [Diagnostic] {
        guard !findings.isEmpty else { return [] }
        let index = lines ?? LineIndex(source)
        lines = index
        let all = findings.map { finding in
            var diagnostic = finding.diagnostic.withoutSecrets
            diagnostic.location = index.location(finding.place)
            return diagnostic
        }
        var sorted = all.inTextOrder.withoutRepeats
        let total = self.total - (all.count - sorted.count)
        if total > Self.shown {
            sorted.removeLast(max(0, sorted.count - Self.shown))
            sorted.append(
                Diagnostic(
                    .tooLarge, at: DocumentPath(), location: sorted.last?.location,
                    "\(total - sorted.count) more errors are not shown"))
        }
        return sorted
    }
}

extension DiagnosticCode {
    /// Whether the code is BAL0nn or BAL1nn, which prevents a spec.
    var isAboutForm: Bool { rawValue.hasPrefix("BAL0") || rawValue.hasPrefix("BAL1") }
}

extension [Diagnostic] {
    /// Sorted by location, diagnostics without a location first; then by code and message.
    var inTextOrder: [Diagnostic] {
        sorted { left, right in
            guard left.location == right.location else {
                guard let first = left.location else { return true }
                guard let second = right.location else { return false }
                return first < second
            }
            return (left.code.rawValue, left.message) < (right.code.rawValue, right.message)
        }
    }

    /// Without duplicates: a mapping behind several aliases is decoded several times.
    fileprivate var withoutRepeats: [Diagnostic] {
        reduce(into: []) { kept, diagnostic in
            let isRepeat =
                kept.last?.location == diagnostic.location && kept.last?.code == diagnostic.code
                && kept.last?.message == diagnostic.message
            if !isRepeat { kept.append(diagnostic) }
        }
    }
}
