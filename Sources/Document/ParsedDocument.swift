import Model

/// The result of parsing a document: its meaning and its mistakes.
public struct ParsedDocument: Sendable {
    /// The meaning of the document; nil when ``diagnostics`` contains an error.
    public let spec: Spec?
    /// The meaning of the document even when names are duplicated or flags conflict; nil when there
    /// are errors of form (BAL0nn, BAL1nn).
    ///
    /// Only for finding more mistakes: pass it to `validate(_:)`, never apply it to a host.
    public let draft: Spec?
    /// The readable part of the document, mistakes included: objects with mistakes lack values.
    ///
    /// Only for finding mistakes in the other objects.
    public let partial: Spec?
    /// The mistakes in the document.
    ///
    /// **Shape:** with locations, in text order, at most 101: the last one counts the remaining
    /// ones.
    public let diagnostics: [Diagnostic]

    let tree: NodeTree?

    /// Returns the diagnostics with line and column of their paths, in text order.
    ///
    /// For diagnostics made from ``spec``, which has no text positions. For a path to an absent
    /// key, the location is that of the nearest enclosing object.
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
