import Model

/// Returns the document with several edits made in its text, as if one after the other.
///
/// The cost is that of reading the document a few times, however many edits there are, while each
/// has its place in the text; those of shared texts are made one by one.
///
/// **Errors:** the ``EditFailure`` of the first edit that can't be made; nothing is changed.
public func edited(
    _ bytes: [UInt8], by edits: [DocumentEdit]
) -> Result<EditedDocument, EditFailure> {
    do throws(EditFailure) {
        return .success(try made(edits[...], in: bytes))
    } catch {
        return .failure(error)
    }
}

private func made(
    _ edits: ArraySlice<DocumentEdit>, in bytes: [UInt8]
) throws(EditFailure) -> EditedDocument {
    guard let first = edits.first else { return EditedDocument(bytes: bytes) }
    guard edits.count > 1 else { return try Edit(bytes, first).result() }
    if let result = try madeTogether(edits, in: bytes) { return EditedDocument(bytes: result) }
    let middle = edits.startIndex + edits.count / 2
    let before = try made(edits[..<middle], in: bytes)
    var after = try made(edits[middle...], in: before.bytes)
    after.ownLists = before.ownLists + after.ownLists.filter { !before.ownLists.contains($0) }
    return after
}

/// Returns the text with the usual change of each edit; nil: together, these do not have the
/// meaning of the edits.
private func madeTogether(
    _ edits: ArraySlice<DocumentEdit>, in bytes: [UInt8]
) throws(EditFailure) -> [UInt8]? {
    let parsed = parse(bytes)
    guard let spec = parsed.spec, let tree = parsed.tree else {
        throw .invalidDocument(parsed.diagnostics)
    }
    var wanted = spec
    var finder = PathFinder(tree)
    var patches: [Patch] = []
    for edit in edits {
        let place = try EditedServer(of: edit, in: spec)
        guard place.apply(edit, to: &wanted) else { continue }
        let node = finder.nearest(to: place.path)
        guard tree[node].kind == .mapping,
            let patch = ServerText(tree, node).patches(for: edit).first
        else { return nil }
        patches.append(patch)
    }
    guard !patches.haveCommonPlaces else { return nil }
    let changed = patches.applied(to: bytes)
    return parse(changed).spec == wanted ? changed : nil
}

extension [Patch] {
    /// Whether two of them change the same place.
    fileprivate var haveCommonPlaces: Bool {
        let ranges = map(\.range).sorted { $0.lowerBound < $1.lowerBound }
        return zip(ranges, ranges.dropFirst()).contains { first, second in
            first.upperBound > second.lowerBound || first.lowerBound == second.lowerBound
        }
    }
}
