import Admin
import Model
import NIOCore

extension WebPages {
    /// Shows the form of a frequent edit.
    func editForm(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let edit = try Self.edit(of: call)
        return await show(edit, call.visit.query, try viewer(of: call), call)
    }

    /// Shows the document with a frequent edit, which is not written.
    func sendEditForm(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let viewer = try viewer(of: call)
        let edit = try Self.edit(of: call)
        let fields = try fields(of: call, provenBy: .session)
        do throws(APIRefusal) {
            var draft = EditorDraft(try await source.edited(edit, fields.all))
            draft.message = Self.message(of: edit, fields)
            return try await judged(draft, call, viewer)
        } catch {
            guard [404, 409, 422].contains(error.status) else { throw error }
            return await show(
                edit, fields.all, viewer, call, problems: Self.sentences(of: error),
                status: error.status)
        }
    }

    /// Shows a text as the holding page, in a frame.
    func sendPreview(_ call: PageCall) throws(APIRefusal) -> APIAnswer {
        PreviewAnswer.answer(try fields(of: call, provenBy: .session).text("html"))
    }

    /// Sends the JSON Schema of documents, from which the editor completes keys.
    func schema(_ call: PageCall) -> APIAnswer {
        var answer = APIAnswer(
            .whole(ByteBuffer(string: source.schema)), type: "application/schema+json")
        answer.headers = PageHeaders.all + [("cache-control", "private, max-age=3600")]
        return answer
    }

    /// Sends a file of the package with the editor.
    func editorFile(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        guard let file = EditorFile(rawValue: call.visit.parameters["file"] ?? "") else {
            throw APIRefusal(404, "there is no such file")
        }
        return try await editor.answer(file, known: call.headers.noneMatch)
    }

    private func show(
        _ edit: PageEdit, _ values: [String: String], _ viewer: Viewer, _ call: PageCall,
        problems: [String] = [], status: Int = 200
    ) async -> APIAnswer {
        let outline = await source.outline()
        let holding = edit == .holding ? await source.holdingPage() : nil
        var body = EditFormPage(edit, values, outline, holding, problems: problems).body
        body.hasFrame = holding != nil
        return frame(body, viewer, call).answer(status: status)
    }

    private static func edit(of call: PageCall) throws(APIRefusal) -> PageEdit {
        guard let edit = PageEdit(rawValue: call.visit.parameters["form"] ?? "") else {
            throw APIRefusal(404, "there is no such form")
        }
        return edit
    }

    /// The reason of an edit, which the person can change before it is applied.
    private static func message(of edit: PageEdit, _ fields: FormFields) -> String {
        let server = "\(fields.text("service"))/\(fields.text("server"))"
        let text =
            switch edit {
            case .service: "add \(fields.text("name"))"
            case .server: "add \(fields.text("name")) to \(fields.text("service"))"
            case .certificate: "add the certificate \(fields.text("name"))"
            case .change: "change \(server)"
            case .remove: "remove \(server)"
            case .holding: "another holding page"
            }
        return String(text.clean.unicodeScalars.prefix(500))
    }
}
