import Model

/// The document with an edit made in its text: only the bytes change that have to.
///
/// Comments, order, quotes, blank lines and line ends stay. The result is read again before it is
/// given out, and says exactly what the document said, but for the edit.
///
/// **Errors:** an ``EditFailure``; nothing is changed then.
public func edited(_ bytes: [UInt8], by edit: DocumentEdit) -> Result<[UInt8], EditFailure> {
    do throws(EditFailure) {
        return .success(try Edit(bytes, edit).result())
    } catch {
        return .failure(error)
    }
}

/// An edit of one server of a document.
private struct Edit {
    private let bytes: [UInt8]
    private let edit: DocumentEdit
    /// What the document is to say afterwards.
    private let wanted: Spec
    /// Whether it says so already.
    private let isDone: Bool
    private let text: ServerText
    private let line: Int

    init(_ bytes: [UInt8], _ edit: DocumentEdit) throws(EditFailure) {
        let parsed = parse(bytes)
        guard let spec = parsed.spec, let tree = parsed.tree else {
            throw .invalidDocument(parsed.diagnostics)
        }
        let place = try EditedServer(of: edit, in: spec)
        if case .weight(_, _, let weight) = edit, !place.weights.contains(weight) {
            throw .weightOutOfRange(weight, most: place.weights.upperBound)
        }
        let wanted = place.applying(edit, to: spec)
        let path = place.path
        var finder = PathFinder(tree)
        let node = finder.nearest(to: path)
        self.bytes = bytes
        self.edit = edit
        self.wanted = wanted
        isDone = wanted == spec
        line = LineIndex(tree.source).line(at: tree.place(node).start) + 1
        text = ServerText(tree, node, isShared: SharedText(tree).covers(path))
    }

    func result() throws(EditFailure) -> [UInt8] {
        if isDone { return bytes }
        guard !text.isShared else {
            throw .shared(server: edit.server, service: edit.service, line: line)
        }
        for patch in text.patches(for: edit) {
            let result = patch.applied(to: bytes)
            if parse(result).spec == wanted { return result }
        }
        throw .notEditable(server: edit.server, service: edit.service, line: line)
    }
}
