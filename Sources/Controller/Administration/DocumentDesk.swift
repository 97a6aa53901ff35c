import Admin
import Document
import Files
import Glibc
import Model
import Planning
import Replication

/// The document and its history, as clients of the API read and change them.
///
/// It reads files and large documents, so it has a queue of its own; an edit is written before the
/// text for the next one is read.
actor DocumentDesk {
    /// The document.
    let path: String
    let changes: ChangeKeeper
    private let place: Place
    private let turn = EditTurn()
    private let executor = QueueExecutor(label: "ballast.api-document")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The place of a document.
    struct Place: Sendable {
        /// The path.
        let document: String
        /// The state directory.
        let state: String
        /// Whether raw lines can load code and leave HAProxy's sandbox.
        let allowsPrivileged: Bool
        /// The names of this host, which must be a node.
        let identity: NodeIdentity
        /// The version of the program.
        let version: String
    }

    /// Creates the access to a document.
    init(_ place: Place, _ changes: ChangeKeeper) {
        self.place = place
        self.changes = changes
        path = place.document
    }

    // MARK: - Reading

    /// Returns the text of the document.
    ///
    /// **Errors:** 503: it can't be read.
    func text() throws(APIRefusal) -> [UInt8] {
        do throws(FileFailure) {
            return try DocumentFile(path: path).read(regularOnly: true)
        } catch {
            throw APIRefusal(503, of: [error.diagnostic])
        }
    }

    /// Returns the text of a document that was in force.
    ///
    /// **Errors:** 404: there is none, or it is damaged.
    func text(of generation: Int) throws(APIRefusal) -> [UInt8] {
        do throws(HostFailure) {
            return try GenerationStore(state: place.state).text(of: generation)
        } catch {
            throw APIRefusal(404, error.reason, hint: "\(APIRoute.prefix)/history lists them")
        }
    }

    /// Returns the documents that were in force.
    func history() -> HistoryAnswer {
        let store = GenerationStore(state: place.state)
        return HistoryAnswer(store.entries(), restored: store.lastRestored)
    }

    /// Returns the nodes of the cluster.
    ///
    /// - Parameter known: the state of replication; nil: unknown.
    ///
    /// **Errors:** 404: this node has joined no others.
    func peers(_ known: ReplicationStatus?) throws(APIRefusal) -> PeersAnswer {
        let place = ReplicationPlace(
            document: path, state: place.state, node: place.identity.name, version: place.version,
            allowsPrivileged: place.allowsPrivileged)
        do throws(HostFailure) {
            let records = try PeerCommands(place.site, settings: place.settings).list()
            return PeersAnswer(records, this: place.site.name, known: known)
        } catch {
            throw APIRefusal(404, error.reason, hint: error.remedy)
        }
    }

    /// Returns the findings on a document, as `ballast validate` has them on this node.
    func findings(on bytes: [UInt8]) async -> DocumentAnswer { DocumentAnswer(await judged(bytes)) }

    /// Returns the spec of a document.
    ///
    /// **Errors:** 422: it has errors.
    func spec(of bytes: [UInt8]) async throws(APIRefusal) -> Spec {
        let reading = await judged(bytes)
        guard let spec = reading.spec else { throw Self.refusal(of: reading, 422) }
        return spec
    }

    private func judged(_ bytes: [UInt8]) async -> DocumentReading {
        var reading = DocumentReading(
            path: path, bytes: bytes, looksAtFiles: true, judgesFiles: true,
            allowsPrivileged: place.allowsPrivileged, identity: place.identity)
        reading.judgeTableSync(for: place.identity)
        await reading.consultHAProxy()
        return reading
    }

    private func reading(_ bytes: [UInt8]) -> DocumentReading {
        DocumentReading(
            path: path, bytes: bytes, allowsPrivileged: place.allowsPrivileged,
            identity: place.identity)
    }

    private static func refusal(of reading: DocumentReading, _ status: Int) -> APIRefusal {
        APIRefusal(status, of: reading.diagnostics, omitted: reading.omitted)
    }

    // MARK: - Writing

    /// A document after an edit.
    struct Edited {
        let spec: Spec
        let isChanged: Bool
        let digest: Digest
    }

    /// Changes servers in the text of the document, as `ballast drain` and the like do.
    ///
    /// An edit of any text is made again on the next one if a command has written meanwhile.
    ///
    /// - Parameter digests: those of the texts which may be edited; nil: any.
    ///
    /// **Errors:** 404: no such server; 409: the document has errors; 412: it has another text, or
    /// was changed again and again; 422: the edit is impossible.
    func edit(
        _ changes: [DocumentEdit], matching digests: [Digest]? = nil, by author: ChangeAuthor,
        _ message: String?
    ) async throws(APIRefusal) -> Edited {
        await turn.begin()
        defer { turn.end() }
        for _ in 1..<(digests == nil ? Self.attempts : 1) {
            do throws(APIRefusal) {
                return try await editOnce(changes, matching: nil, by: author, message)
            } catch {
                guard error == Self.conflict else { throw error }
            }
        }
        return try await editOnce(changes, matching: digests, by: author, message)
    }

    /// The texts on which an edit is made, one after the other.
    private static let attempts = 8

    private func editOnce(
        _ changes: [DocumentEdit], matching digests: [Digest]?, by author: ChangeAuthor,
        _ message: String?
    ) async throws(APIRefusal) -> Edited {
        let old = try text()
        if let digests, !digests.contains(Digest(of: old)) { throw Self.conflict }
        let before = reading(old)
        guard before.spec != nil else { throw Self.refusal(of: before, 409) }
        let result: EditedDocument
        do throws(EditFailure) {
            result = try edited(old, by: changes).get()
        } catch {
            throw APIRefusal(error)
        }
        let after = reading(result.bytes)
        guard let spec = after.spec else { throw Self.refusal(of: after, 422) }
        if result.bytes != old {
            var edit = ChangeAnnouncement(of: result.bytes, message: message)
            edit.author = author
            try await write(result.bytes, over: old, as: edit)
        }
        return Edited(
            spec: spec, isChanged: result.bytes != old, digest: Digest(of: result.bytes))
    }

    /// Replaces the document.
    ///
    /// - Parameters:
    ///   - digests: those of the texts which may be replaced.
    ///   - time: the time for a confirmation; nil: the document decides.
    ///
    /// **Errors:** 412: the file has another text; 422: the next one has errors.
    func replace(
        with bytes: [UInt8], matching digests: [Digest], by author: ChangeAuthor,
        _ message: String?, within time: Duration?
    ) async throws(APIRefusal) -> ReplacementAnswer {
        let reading = await judged(bytes)
        await turn.begin()
        defer { turn.end() }
        let old = try text()
        guard digests.contains(Digest(of: old)) else { throw Self.conflict }
        guard reading.spec != nil else { throw Self.refusal(of: reading, 422) }
        if bytes != old {
            var edit = ChangeAnnouncement(of: bytes, message: message)
            edit.author = author
            edit.time = time
            try await write(bytes, over: old, as: edit)
        }
        return ReplacementAnswer(
            document: path, changed: bytes != old, digest: Digest(of: bytes).hex,
            diagnostics: reading.diagnostics, omitted: reading.omitted)
    }

    /// Writes a document that was in force back into the file.
    ///
    /// **Errors:** 404: there is none; 409: the file has a text that was never in force; 422: this
    /// version rejects it.
    func rollBack(
        to generation: Int, by author: ChangeAuthor, _ message: String?
    ) async throws(APIRefusal) -> RollbackAnswer {
        let text = try text(of: generation)
        await turn.begin()
        defer { turn.end() }
        let old = try self.text()
        let reading = reading(text)
        guard reading.spec != nil else { throw Self.refusal(of: reading, 422) }
        if text != old {
            let digest = Digest(of: old)
            let known = GenerationStore(state: place.state).generations
            guard known.contains(where: { $0.digest == digest }) else {
                throw APIRefusal(
                    409, .apiConflict, "\(path) has edits that were never in force",
                    hint: "replace it with PUT \(APIRoute.prefix)/document")
            }
            var edit = ChangeAnnouncement(
                of: text, message: message ?? "rollback to generation \(generation)")
            edit.author = author
            edit.urgency = .rollback
            try await write(text, over: old, as: edit)
        }
        return RollbackAnswer(
            document: path, generation: generation, changed: text != old, dryRun: false)
    }

    private func write(
        _ bytes: [UInt8], over old: [UInt8], as edit: ChangeAnnouncement
    ) async throws(APIRefusal) {
        if let failure = await changes.announce(edit).failure { throw APIRefusal(503, failure) }
        do throws(FileFailure) {
            try FileChange(file: DocumentFile(path: path), old: old, new: bytes).write()
        } catch {
            if case .changedMeanwhile = error.reason { throw Self.conflict }
            throw APIRefusal(503, of: [error.diagnostic])
        }
    }

    private static let conflict = APIRefusal(
        412, .apiConflict, "the document has changed meanwhile; nothing was written",
        hint: "get it again, and repeat the edit")
}

extension APIRefusal {
    /// Creates the refusal of an edit.
    init(_ failure: EditFailure) {
        switch failure {
        case .invalidDocument(let diagnostics): self.init(409, of: diagnostics)
        case .unknownService, .unknownServer: self.init(404, "\(failure)")
        case .weightOutOfRange: self.init(422, "\(failure)")
        case .shared, .notEditable: self.init(409, "\(failure)")
        }
    }
}
