import Admin
import Files
import NIOCore

extension WebPages {
    /// Changes the state or the weight of a server, by the same edit of the document as the API.
    func changeServer(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .session)
        let word = fields.text("to")
        let name: APIRouteName
        var weight: Int?
        switch word {
        case "drain": name = .drainServer
        case "offline": name = .offlineServer
        case "online": name = .onlineServer
        case "weight":
            name = .weighServer
            guard let number = Int(fields.text("weight")) else {
                throw APIRefusal(400, "the weight is no number")
            }
            weight = number
        default: throw APIRefusal(400, "the form has no such button")
        }
        let parameters = call.visit.parameters
        _ = try await change(name, call, parameters, message: fields.text("message"), weight)
        let service = "/services/" + PathText.escaped(parameters["service"] ?? "")
        let server = "/servers/" + PathText.escaped(parameters["server"] ?? "")
        let path = fields.text("from") == "service" ? service : service + server
        return Self.redirect(to: "\(path)?done=\(word)")
    }

    /// Writes a document that was in force back into the file.
    func rollBack(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .session)
        let parameters = call.visit.parameters
        // The API finds it in its path, which it checks.
        guard let text = parameters["generation"], let number = Int(text), number > 0 else {
            throw APIRefusal(404, "there is no such generation")
        }
        _ = try await change(
            .rollBack, call, ["generation": "\(number)"], message: fields.text("message"))
        return Self.redirect(to: "/history?done=rollback")
    }

    /// Makes a change as a request to the API would, with its line in the audit log.
    ///
    /// **Errors:** ``APIRefusal``: that of the API.
    private func change(
        _ name: APIRouteName, _ call: PageCall, _ parameters: [String: String],
        message: String, _ weight: Int? = nil
    ) async throws(APIRefusal) -> APIAnswer {
        let body = ChangeBody(message: message.isEmpty ? nil : message, weight: weight)
        // Plain texts and numbers always encode.
        let text = (try? compactJSON(body)) ?? "{}"
        let result = await changes.answer(
            to: APICall(
                name, parameters: parameters, body: ByteBuffer(string: text),
                principal: call.principal, headers: call.headers, opened: call.opened),
            of: .named(name))
        await press.forget()
        return try result.get()
    }
}

/// The body of a change.
private struct ChangeBody: Encodable {
    let message: String?
    let weight: Int?
}
