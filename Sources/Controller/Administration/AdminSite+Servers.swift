import Admin
import Document
import Model
import Reconciliation
import Replication

extension AdminSite {
    /// Changes the state of a server, or its weight.
    ///
    /// - Parameter state: nil: the body has the weight.
    func edit(_ call: APICall, _ state: ServerState?) async throws(APIRefusal) -> EditAnswer {
        let (service, server) = (call.text("service"), call.text("server"))
        let request = try ChangeRequest(call.body, as: state == nil ? .weight : .reason)
        let change: DocumentEdit =
            state.map { .state(service: service, server: server, $0) }
            ?? .weight(service: service, server: server, request.weight ?? 0)
        return try await edit([change], call, request.message).answer
    }

    /// Changes several servers in one edit.
    ///
    /// **Errors:** 412: the file has another text; 428: the request does not name the text.
    func patch(
        _ call: APICall
    ) async throws(APIRefusal) -> (answer: EditAnswer, digest: Digest) {
        let digests = try Self.known(call)
        let request = try ChangeRequest(call.body, as: .serverEdits)
        let changes = request.edits.map { change -> DocumentEdit in
            switch change.value {
            case .state(let state):
                .state(service: change.service, server: change.server, state)
            case .weight(let weight):
                .weight(service: change.service, server: change.server, weight)
            }
        }
        return try await edit(changes, call, request.message, matching: digests)
    }

    private func edit(
        _ changes: [DocumentEdit], _ call: APICall, _ message: String?,
        matching digests: [Digest]? = nil
    ) async throws(APIRefusal) -> (answer: EditAnswer, digest: Digest) {
        let snapshot = await reconciler.snapshot()
        guard !snapshot.document.rejected.contains(where: { $0.code == .unconfirmed }) else {
            throw APIRefusal(
                409, .apiConflict,
                "the document has an edit that was not confirmed and is undone",
                hint: "roll back, or replace the document")
        }
        let edited = try await desk.edit(
            changes, matching: digests, by: author(of: call), Self.reason(message))
        if edited.isChanged { await reconciler.wake(.document) }
        let servers = changes.map { change in
            let found = snapshot.explanation(of: change.service)?.servers
                .first { $0.status.name == change.server }
            return EditAnswer.Server(
                server: "\(change.service)/\(change.server)",
                sessions: found?.status.connections.open,
                meaning: change.takesOutOfService
                    ? edited.spec.effectOnClients(of: change.server, in: change.service) : nil)
        }
        return (
            EditAnswer(
                document: desk.path, changed: edited.isChanged, dryRun: false, servers: servers),
            edited.digest
        )
    }

    /// Checks a server, or all servers of a service, once.
    ///
    /// **Errors:** 404: the document in force has none; 503: other checks are being made.
    func check(_ call: APICall) async throws -> CheckAnswer {
        let (service, server) = (call.text("service"), call.parameters["server"])
        guard let spec = await reconciler.snapshot().spec else {
            throw APIRefusal(503, "no document is in force")
        }
        let round = CheckRound(spec)
        let found = round.service(named: service)
        let servers = (found?.servers ?? []).filter { server == nil || $0.name == server }
        guard let found, !servers.isEmpty else {
            let subject = server.map { "\(service)/\($0)" } ?? service
            throw APIRefusal(
                404, "there is no server of \"\(subject.prefix(200))\" in the document")
        }
        return CheckAnswer(
            servers: try await checks.use { try await round.answers(of: servers, of: found) })
    }
}

extension DocumentEdit {
    /// Whether the server gets no new clients after it.
    fileprivate var takesOutOfService: Bool {
        switch self {
        case .state(_, _, let state): state != .online
        case .weight: false
        }
    }
}
