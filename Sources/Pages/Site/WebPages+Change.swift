import Admin
import Files
import Model
import NIOCore

extension WebPages {
    /// Changes the state or the weight of a server, by the same edit of the document as the API.
    func changeServer(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .session)
        let word = fields.text("to")
        let parameters = call.visit.parameters
        let name: APIRouteName
        var weight: Int?
        switch word {
        case "drain": name = .drainServer
        case "offline": name = .offlineServer
        case "online": name = .onlineServer
        case "weight":
            name = .weighServer
            weight = Int(fields.text("weight"))
            if weight.map({ $0 < 0 || $0 > ServerForms.mostOfService }) ?? true {
                return try await again(
                    "nothing was done: the weight is a whole number from 0 to "
                        + "\(ServerForms.mostOfService), for a proxy to \(ServerForms.mostOfProxy)",
                    call)
            }
        default: throw APIRefusal(400, "the form has no such button")
        }
        if let question = await question(before: word, parameters, fields) {
            let viewer = try viewer(of: call)
            return frame(question.body, viewer, call).answer(status: 409)
        }
        do throws(APIRefusal) {
            try await change(name, call, parameters, message: fields.text("message"), weight)
        } catch {
            guard name == .weighServer, error.status == 422, let first = error.diagnostics.first
            else { throw error.ofEdit }
            return try await again("nothing was done: \(first.message)", call)
        }
        let service = "/services/" + Self.segment(parameters["service"])
        let server = "/servers/" + Self.segment(parameters["server"])
        let path = fields.text("from") == "service" ? service : service + server
        return Self.redirect(to: "\(path)?done=\(word)")
    }

    private static func segment(_ name: String?) -> String {
        PathText.escaped(PathName.segment(name ?? ""))
    }

    /// Returns the page of the server again, with the reason why nothing was done.
    private func again(_ problem: String, _ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let viewer = try viewer(of: call)
        let visit = try PageRoute.visit("GET", call.visit.target)
        var frame = frame(try await body(of: visit, for: viewer.principal), viewer, call)
        frame.notice = ProblemNote(problem).html
        return frame.answer(status: 422)
    }

    /// Returns the question before the last server that works is taken out of service; nil: another
    /// one works, or the person is sure.
    private func question(
        before word: String, _ parameters: [String: String], _ fields: FormFields
    ) async -> LastServerQuestion? {
        guard word == "drain" || word == "offline", fields.text("sure") != "yes" else { return nil }
        let service = parameters["service"] ?? ""
        guard let subject = await source.subject(service, nil),
            let page = ServicePage(subject, for: .maintenance, graphs: nil, now: wallClock())
        else { return nil }
        return page.question(
            before: word, of: parameters["server"] ?? "", message: fields.text("message"),
            from: fields.text("from"))
    }

    /// Writes a document that was in force back into the file.
    func rollBack(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .session)
        let parameters = call.visit.parameters
        // The API finds it in its path, which it checks.
        guard let text = parameters["generation"], let number = Int(text), number > 0 else {
            throw APIRefusal(404, "there is no such generation")
        }
        do throws(APIRefusal) {
            try await change(
                .rollBack, call, ["generation": "\(number)"], message: fields.text("message"))
        } catch {
            throw error.ofRollback
        }
        return Self.redirect(to: "/history?done=rollback")
    }

    /// Makes a change as a request to the API would, with its line in the audit log, and waits for
    /// a moment until it is in force, so that the next page shows it.
    ///
    /// **Errors:** ``APIRefusal``: that of the API.
    private func change(
        _ name: APIRouteName, _ call: PageCall, _ parameters: [String: String],
        message: String, _ weight: Int? = nil
    ) async throws(APIRefusal) {
        let body = ChangeBody(message: message.isEmpty ? nil : message, weight: weight)
        // Plain texts and numbers always encode.
        let text = (try? compactJSON(body)) ?? "{}"
        let mark = await source.events().last?.number ?? 0
        let result = await changes.answer(
            to: APICall(
                name, parameters: parameters, body: ByteBuffer(string: text),
                principal: call.principal, headers: call.headers, opened: call.opened),
            of: .named(name))
        if case .success(let answer) = result, answer.hasChanged { await settle(after: mark) }
        await press.forget()
        _ = try result.get()
    }

    /// Waits until the events show that the document is in force, for a second at most.
    private func settle(after mark: Int) async {
        let kinds: Set<Event.Kind> = [.applied, .rejected, .failed, .pending, .unreadable]
        let end = ContinuousClock.now + .seconds(1)
        while ContinuousClock.now < end {
            let latest = await source.events().filter { $0.number ?? 0 > mark }
            if latest.contains(where: { kinds.contains($0.kind) }) { return }
            // A request that was cancelled does not wait.
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return }
        }
    }
}

extension APIAnswer {
    /// Whether the answer to an edit reports that the document has changed.
    fileprivate var hasChanged: Bool {
        guard case .whole(let body) = content else { return false }
        return String(decoding: body.readableBytesView, as: UTF8.self).contains("\"changed\":true")
    }
}

extension APIRefusal {
    /// The refusal of an edit in the words of a page: where the file has mistakes, they are the
    /// reason.
    fileprivate var ofEdit: APIRefusal {
        guard status == 409, let first = diagnostics.first, first.location != nil else {
            return self
        }
        let reason = Diagnostic(
            .apiConflict, at: DocumentPath(),
            "nothing was done, because the file on this node has mistakes and is not in force",
            hint: "correct the file, or give its edits up: ballast rollback --discard")
        return APIRefusal(409, of: [reason] + diagnostics, omitted: omitted)
    }

    /// The refusal of a rollback in the words of a page.
    fileprivate var ofRollback: APIRefusal {
        guard status == 409, let first = diagnostics.first, first.code == .apiConflict else {
            return self
        }
        return APIRefusal(
            409, .apiConflict, first.message,
            hint: "give these edits up on this node: ballast rollback --discard")
    }
}

/// The body of a change.
private struct ChangeBody: Encodable {
    let message: String?
    let weight: Int?
}
