import Model

/// Returns the document with an edit made in its text; all other bytes are unchanged.
///
/// Comments, order, quotes, blank lines and line ends are preserved. The result is parsed before it
/// is returned, and differs in meaning from the document only by the edit.
///
/// **Errors:** an ``EditFailure``; nothing is changed.
public func edited(_ bytes: [UInt8], by edit: DocumentEdit) -> Result<EditedDocument, EditFailure> {
    edited(bytes, by: [edit])
}

/// An edit of one server of a document.
struct Edit {
    private let bytes: [UInt8]
    private let edit: DocumentEdit
    private let place: EditedServer
    /// The meaning of the document.
    private let spec: Spec
    /// The meaning of the document after the edit.
    private let wanted: Spec

    /// Maximum number of changes that give the server its own text: two per part of a path.
    private static let limit = 16

    init(_ bytes: [UInt8], _ edit: DocumentEdit) throws(EditFailure) {
        let parsed = parse(bytes)
        guard let spec = parsed.spec else { throw .invalidDocument(parsed.diagnostics) }
        place = try EditedServer(of: edit, in: spec)
        self.bytes = bytes
        self.edit = edit
        self.spec = spec
        var wanted = spec
        place.apply(edit, to: &wanted)
        self.wanted = wanted
    }

    func result() throws(EditFailure) -> EditedDocument {
        var result = EditedDocument(bytes: bytes)
        if wanted == spec { return result }
        for _ in 0..<Self.limit {
            guard let tree = parse(result.bytes).tree else { break }
            var finder = PathFinder(tree)
            let node = finder.nearest(to: place.path)
            // A shared text is edited in place only if the other servers keep their values.
            if tree[node].kind == .mapping {
                for patch in ServerText(tree, node).patches(for: edit) {
                    let changed = patch.applied(to: result.bytes)
                    if parse(changed).spec == wanted {
                        result.bytes = changed
                        return result
                    }
                }
            }
            let path = DocumentPath(place.path.parts + [.key(edit.key)])
            guard let point = SharedPoint(onTheWayTo: path, in: tree) else {
                let line = LineIndex(tree.source).line(at: tree.place(node).start) + 1
                throw .notEditable(server: edit.server, service: edit.service, line: line)
            }
            let unsharing = Unsharing(tree)
            let unshared = unsharing.patches(for: point)?.applied(to: result.bytes)
            guard let unshared, parse(unshared).spec == spec else {
                throw .shared(
                    server: edit.server, service: edit.service, line: unsharing.line(of: point),
                    advice: unsharing.advice(for: point, "\(edit.key): \(edit.value)"))
            }
            result.bytes = unshared
            if point.isList(in: tree) { result.ownLists = [edit.service] }
        }
        throw .notEditable(server: edit.server, service: edit.service, line: 1)
    }
}
