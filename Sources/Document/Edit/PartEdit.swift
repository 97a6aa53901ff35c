import Model

/// An edit of a document's text that adds, moves or removes an object.
public enum PartEdit: Sendable, Hashable {
    /// Adds an object at the end of a list, which is made if the document has none.
    case add(NewPart, to: PartList)
    /// Gives a server another address, with or without a port.
    case move(service: String, server: String, address: String)
    /// Removes a server, with the comment on its line.
    case remove(service: String, server: String)
    /// Writes the HTML of the holding page into the document.
    case holdingPage(html: String)
}

/// Returns the text of the document with an object added, moved or removed; all other bytes are
/// unchanged.
///
/// A value that the document does not accept is written nevertheless, so that the diagnostics have
/// their lines. A result without errors differs in meaning only by the edit.
///
/// **Errors:** a ``PartEditFailure``; nothing is changed.
public func edited(_ bytes: [UInt8], by edit: PartEdit) -> Result<[UInt8], PartEditFailure> {
    do throws(PartEditFailure) {
        return .success(try edit.result(in: bytes))
    } catch {
        return .failure(error)
    }
}

extension PartEdit {
    fileprivate func result(in bytes: [UInt8]) throws(PartEditFailure) -> [UInt8] {
        let parsed = parse(bytes)
        guard let spec = parsed.spec, let tree = parsed.tree else {
            throw .invalidDocument(parsed.diagnostics)
        }
        let text = PartText(tree)
        let place = try path(in: spec)
        guard let changed = patches(in: text, at: place)?.applied(to: bytes) else {
            throw .notEditable(line: text.line(of: place))
        }
        let after = parse(changed)
        if let result = after.spec {
            guard isOnlyDifference(between: spec, and: result) else {
                throw .notEditable(line: text.line(of: place))
            }
        } else if !isOwnMistake(in: after) {
            throw .notEditable(line: text.line(of: place))
        }
        return changed
    }

    /// Whether the diagnostics are about values, so that the text itself is well formed.
    private func isOwnMistake(in document: ParsedDocument) -> Bool {
        document.tree != nil && !document.diagnostics.contains { $0.code == .syntax }
    }

    /// The place of the edited list or server.
    private func path(in spec: Spec) throws(PartEditFailure) -> DocumentPath {
        switch self {
        case .add(_, let list): return try list.path(in: spec)
        case .move(let service, let server, _), .remove(let service, let server):
            do throws(EditFailure) {
                let edit = DocumentEdit.state(service: service, server: server, .online)
                return try EditedServer(of: edit, in: spec).path
            } catch {
                throw .unknown("\(error)")
            }
        case .holdingPage: return DocumentPath([.key("holdingPage")])
        }
    }

    private func patches(in text: PartText, at path: DocumentPath) -> [Patch]? {
        switch self {
        case .add(let part, _): text.addition(of: part, to: path)
        case .move(_, _, let address): text.replacement(of: "address", of: path, by: address)
        case .remove: text.removal(of: path)
        case .holdingPage(let html): text.page(html, at: path)
        }
    }

    /// Whether two documents differ only by the edit.
    private func isOnlyDifference(between before: Spec, and after: Spec) -> Bool {
        var rest = after
        switch self {
        case .add(_, let list):
            return list.removeLast(from: &rest, asIn: before) && rest == before
        case .move(let service, let server, _):
            return rest.withAddress(of: server, service, from: before) == before
        case .remove(let service, let server):
            return before.without(server, service) == rest
        case .holdingPage:
            rest.holdingPage.content = before.holdingPage.content
            return rest == before
        }
    }
}
