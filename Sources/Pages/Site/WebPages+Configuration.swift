import Admin
import Files
import Model
import NIOCore

extension WebPages {
    /// Shows the document in an editor, or only its state to accounts that may not read its text.
    func configuration(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let viewer = try viewer(of: call)
        guard viewer.principal.may(.configuration) else {
            let status = await source.brief().status.document
            let waiting = await source.confirmation()
            let page = ConfigurationPage(status, waiting, now: wallClock())
            return frame(page.body, viewer, call).answer()
        }
        let file = try await source.document()
        return await show(EditorDraft(file), file, call, viewer)
    }

    /// Checks a text, or writes it into the file.
    func sendConfiguration(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let viewer = try viewer(of: call)
        let fields = try fields(of: call, provenBy: .session)
        let file = try await source.document()
        var draft = EditorDraft(file)
        draft.text = Self.text(fields.text("text"), as: file)
        draft.message = String(fields.text("message").clean.unicodeScalars.prefix(500))
        draft.seconds = String(fields.text("seconds").prefix(10))
        let word = fields.text("do")
        if ["apply", "try"].contains(word), fields.text("base") == file.digest {
            do throws(APIRefusal) {
                return try await apply(draft, isTrial: word == "try", call)
            } catch {
                // The text is kept, whatever the reason is.
                draft.refusals = Self.sentences(of: error)
                return try await judged(draft, call, viewer, status: error.status)
            }
        }
        guard ["apply", "try", "check"].contains(word) else {
            throw APIRefusal(400, "the form has no such button")
        }
        if fields.text("base") != file.digest {
            let lines = await source.changes(since: fields.text("base"))
            draft.conflict = EditorDraft.Conflict(lines: lines)
        }
        let status = word != "check" && draft.conflict != nil ? 412 : 200
        if fields.text("part") == "review" {
            // An operator reads the file and applies it later.
            draft.base = fields.text("base")
        }
        return try await judged(draft, call, viewer, status: status)
    }

    /// Writes a text into the file, as a request to the API would.
    private func apply(
        _ draft: EditorDraft, isTrial: Bool, _ call: PageCall
    ) async throws(APIRefusal) -> APIAnswer {
        var parameters: [String: String] = [:]
        if !draft.message.isEmpty { parameters["message"] = draft.message }
        if isTrial {
            guard let seconds = Int(draft.seconds), (1...86_400).contains(seconds) else {
                throw APIRefusal(422, "the time for the confirmation has to be 1...86400 seconds")
            }
            parameters["confirm"] = "\(seconds)"
        }
        var headers = call.headers
        headers.match = "\"\(draft.base)\""
        let bytes = Array(draft.text.utf8)
        let isSame = try await source.document().bytes == bytes
        let result = await changes.answer(
            to: APICall(
                .putDocument, parameters: parameters, body: ByteBuffer(bytes: bytes),
                principal: call.principal, headers: headers, opened: call.opened),
            of: .named(.putDocument))
        await press.forget()
        _ = try result.get()
        if isSame { return Self.redirect(to: "/configuration?done=same") }
        guard isTrial else { return Self.redirect(to: "/configuration?done=apply") }
        // The edit is in force within moments, and the next page has its button then.
        for _ in 0..<30 where await source.confirmation() == nil {
            // A cancelled wait ends with its request.
            try? await Task.sleep(for: .milliseconds(100))
        }
        return Self.redirect(to: "/configuration?done=attempt")
    }

    /// Confirms the edit in force, over a connection that proves that it admits the person.
    func confirm(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        _ = try fields(of: call, provenBy: .session)
        guard await source.confirmation() != nil else {
            return Self.redirect(to: "/configuration?done=expired")
        }
        // Browsers keep a few connections, and the next ones have to be new.
        let turn = Int(call.visit.query["turn"] ?? "") ?? 0
        if await source.objection(toConnection: call.opened) != nil, (0..<10).contains(turn) {
            var answer = Self.redirect(to: "/configuration/confirm?turn=\(turn + 1)")
            answer.status = 307
            answer.isLast = true
            return answer
        }
        let result = await changes.answer(
            to: APICall(
                .confirm, principal: call.principal, headers: call.headers, opened: call.opened),
            of: .named(.confirm))
        await press.forget()
        _ = try result.get()
        return Self.redirect(to: "/configuration?done=confirm")
    }

    // MARK: - Parts

    /// Shows a text with its judgement.
    func judged(
        _ draft: EditorDraft, _ call: PageCall, _ viewer: Viewer, status: Int = 200
    ) async throws(APIRefusal) -> APIAnswer {
        var (draft, status) = (draft, status)
        let (source, bytes) = (source, Array(draft.text.utf8))
        do throws(APIRefusal) {
            draft.review = try await reviews.use { () async throws(APIRefusal) -> PageReview in
                try await source.review(bytes)
            }
        } catch {
            // The text is kept, and can be checked again.
            draft.refusals += Self.sentences(of: error)
            if status == 200 { status = error.status }
        }
        let file = try await source.document()
        return await show(draft, file, call, viewer, status: status)
    }

    private func show(
        _ draft: EditorDraft, _ file: PageText, _ call: PageCall, _ viewer: Viewer,
        status: Int = 200
    ) async -> APIAnswer {
        let waiting = await source.confirmation()
        let hasEditor = await editor.areThere
        let page = EditorPage(draft, file, waiting, hasEditor: hasEditor, now: wallClock())
        var frame = frame(page.body, viewer, call)
        frame.notice = Notice(call.visit.query["done"])?.html
        return frame.answer(status: status)
    }

    /// Returns a text with the line ends of the file: browsers send CR LF for each.
    static func text(_ text: String, as file: PageText) -> String {
        let bytes = file.bytes
        let first = bytes.firstIndex(of: 0x0a)
        let isCRLF = first.map { $0 > 0 && bytes[$0 - 1] == 0x0d } ?? false
        let plain = text.replacing("\r\n", with: "\n")
        return isCRLF ? plain.replacing("\n", with: "\r\n") : plain
    }

    static func sentences(of refusal: APIRefusal) -> [String] {
        refusal.diagnostics.prefix(5).map { diagnostic in
            let place = diagnostic.location.map { "line \($0.line): " } ?? ""
            return place + diagnostic.message + (diagnostic.hint.map { ": \($0)" } ?? "")
        }
    }
}
