import Admin
import Model
import Reconciliation
import Replication

extension AdminSite {
    /// Replaces the document by the body of a request.
    ///
    /// **Errors:** 428: the request does not name the text that it replaces.
    func replace(_ call: APICall) async throws(APIRefusal) -> ReplacementAnswer {
        let digests = try Self.known(call)
        let answer = try await desk.replace(
            with: call.bytes, matching: digests, by: author(of: call),
            Self.reason(call.parameters["message"]),
            within: call.number("confirm").map { .seconds($0) })
        if answer.changed { await reconciler.wake(.document) }
        return answer
    }

    /// Returns the digests of the documents that a request names in `If-Match`.
    ///
    /// **Errors:** 428: it names none; 400: it has another form.
    static func known(_ call: APICall) throws(APIRefusal) -> [Digest] {
        guard let match = call.headers.match, match != "*" else {
            throw APIRefusal(
                428, .apiConflict, "the request does not name the document that it changes",
                hint: "send the ETag of GET \(APIRoute.prefix)/document in If-Match")
        }
        // RFC 9110 section 13.1.1: any tag of the list. A weak one never matches.
        let digests = match.split(separator: ",").compactMap { item -> Digest? in
            let tag = item.filter { $0 != " " && $0 != "\t" }
            guard tag.count > 2, tag.first == "\"", tag.last == "\"" else { return nil }
            return Digest(hex: tag.dropFirst().dropLast())
        }
        guard !digests.isEmpty else {
            throw APIRefusal(
                400, "If-Match has no ETag of a document",
                hint: "it is the digest in quotes: If-Match: \"DIGEST\"")
        }
        return digests
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

    func author(of call: APICall) -> ChangeAuthor {
        ChangeAuthor(.api, user: call.principal?.name, host: call.principal?.origin)
    }

    /// Returns a reason in the form of the history; nil: none.
    static func reason(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return String(text.clean.unicodeScalars.prefix(500))
    }
}
