import Admin
import Document
import Files
import Model
import Reconciliation
import Replication

extension AdminSite {
    /// Replaces the document by the body of a request.
    ///
    /// **Errors:** 428: the request does not name the text that it replaces.
    func replace(_ call: APICall) async throws(APIRefusal) -> ReplacementAnswer {
        guard let match = call.headers.match, match != "*" else {
            throw APIRefusal(
                428, .apiConflict, "the request does not name the document that it replaces",
                hint: "send the ETag of GET \(APIRoute.prefix)/document in If-Match")
        }
        guard match.hasPrefix("\""), match.hasSuffix("\""),
            let digest = Digest(hex: match.dropFirst().dropLast())
        else {
            throw APIRefusal(412, .apiConflict, "If-Match has no ETag of a document")
        }
        let answer = try await desk.replace(
            with: call.bytes, matching: digest, by: author(of: call),
            Self.reason(call.parameters["message"]),
            within: call.number("confirm").map { .seconds($0) })
        if answer.changed { await reconciler.wake(.document) }
        return answer
    }

    /// Writes a document that was in force back.
    func rollBack(_ call: APICall) async throws(APIRefusal) -> RollbackAnswer {
        let request = try ChangeRequest(call.body, as: .reason)
        let answer = try await desk.rollBack(
            to: call.number("generation") ?? 0, by: author(of: call), Self.reason(request.message))
        if answer.changed { await reconciler.wake(.document) }
        return answer
    }

    /// Confirms the edit in force, over a connection that was opened since.
    ///
    /// **Errors:** 409: no edit waits, or the connection proves nothing.
    func confirm(_ call: APICall) async throws(APIRefusal) -> ConfirmAnswer {
        let answer = await desk.changes.confirm(in: .connection(opened: call.opened))
        if let failure = answer.failure { throw APIRefusal(409, .apiConflict, failure) }
        return answer
    }

    /// Changes the state of a server, or its weight.
    ///
    /// - Parameter state: nil: the body has the weight.
    func edit(_ call: APICall, _ state: ServerState?) async throws(APIRefusal) -> EditAnswer {
        let (service, server) = (call.text("service"), call.text("server"))
        let request = try ChangeRequest(call.body, as: state == nil ? .weight : .reason)
        let snapshot = await reconciler.snapshot()
        guard !snapshot.document.rejected.contains(where: { $0.code == .unconfirmed }) else {
            throw APIRefusal(
                409, .apiConflict,
                "the document has an edit that was not confirmed and is undone",
                hint: "roll back, or replace the document")
        }
        let change: DocumentEdit =
            state.map { .state(service: service, server: server, $0) }
            ?? .weight(service: service, server: server, request.weight ?? 0)
        let (spec, isChanged) = try await desk.edit(
            change, by: author(of: call), Self.reason(request.message))
        if isChanged { await reconciler.wake(.document) }
        let found = snapshot.explanation(of: service)?.servers.first { $0.status.name == server }
        let leaves = state == .drain || state == .offline
        return EditAnswer(
            document: desk.path, changed: isChanged, dryRun: false,
            servers: [
                EditAnswer.Server(
                    server: "\(service)/\(server)", sessions: found?.status.connections.open,
                    meaning: leaves ? spec.effectOnClients(of: server, in: service) : nil)
            ])
    }

    private func author(of call: APICall) -> ChangeAuthor {
        ChangeAuthor(.api, user: call.principal?.name, host: call.principal?.origin)
    }

    /// Returns a reason in the form of the history; nil: none.
    private static func reason(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return String(text.clean.unicodeScalars.prefix(500))
    }
}
