import Model

/// A document that was read: what it says, and what is wrong with it.
public struct ParsedDocument: Sendable {
    /// What the document says; nil when ``diagnostics`` has an error.
    public let spec: Spec?
    /// What the document says even when names are used twice or flags do not fit; nil when there
    /// are errors of form (BAL0nn, BAL1nn).
    ///
    /// For more findings only: give it to `validate(_:)`, never to a host.
    public let draft: Spec?
    /// What could be read of it, whatever is wrong: objects with mistakes lack values.
    ///
    /// For findings about the other objects only.
    public let partial: Spec?
    /// What is wrong with it.
    ///
    /// **Shape:** with locations, in the order of the text, at most 101: the last one says how many
    /// there are besides.
    public let diagnostics: [Diagnostic]

    let tree: NodeTree?

    /// The diagnostics with line and column by their path, in the order of the text.
    ///
    /// For diagnostics made from ``spec``, which knows no text. Where the path leads to a key that
    /// is absent, the location is that of the nearest object around it.
    public func located(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard let tree, !tree.nodes.isEmpty, !diagnostics.isEmpty else { return diagnostics }
        let lines = LineIndex(tree.source)
        var finder = PathFinder(tree)
        let located = diagnostics.map { diagnostic in
            guard diagnostic.location == nil else { return diagnostic }
            var diagnostic = diagnostic
            diagnostic.location = lines.location(tree.place(finder.nearest(to: diagnostic.path)))
            return diagnostic
        }
        return located.inTextOrder
    }
}

/// Reads a document.
///
/// It never throws and never traps, whatever the bytes are.
///
/// **Limits:** 16 MiB, 2,000,000 values, 100 levels; more than that is a diagnostic (BAL003).
public func parse(_ bytes: [UInt8]) -> ParsedDocument {
    let source: Source
    do throws(Source.Rejection) {
        source = try Source.checked(bytes)
    } catch {
        var diagnostic = error.diagnostic
        let read = Source(Array(bytes.prefix(error.place.end)))
        diagnostic.location = LineIndex(read).location(error.place)
        return ParsedDocument(
            spec: nil, draft: nil, partial: nil, diagnostics: [diagnostic], tree: nil)
    }
    let composer = Composer.composed(source)
    var decoder = SpecDecoder(composer.tree, composer.findings)
    let spec = composer.isComplete ? decoder.spec() : nil
    return ParsedDocument(
        spec: decoder.findings.hasError ? nil : spec,
        draft: decoder.findings.hasFormError ? nil : spec, partial: spec,
        diagnostics: decoder.findings.located(in: source),
        tree: composer.tree)
}
