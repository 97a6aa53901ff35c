import Admin
import Model
import NIOCore

extension WebPages {
    /// Imports a certificate of an authority.
    func importCertificate(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let viewer = try viewer(of: call)
        let fields = try fields(of: call, provenBy: .session)
        let name = call.visit.parameters["certificate"] ?? ""
        let action = "import the certificate \(name.clean.prefix(64))"
        do throws(APIRefusal) {
            _ = try await source.importCertificate(
                name, fields.text("pem"), isForced: fields.text("force") == "yes")
            await authenticator.note(viewer.principal, action, why: nil, refusal: nil)
        } catch {
            await authenticator.note(viewer.principal, action, why: nil, refusal: error)
            guard error.status == 422 else { throw error }
            let form = CertificateForm(
                names: [name], refused: name, problems: Self.sentences(of: error))
            let body = PageBody(
                title: "Certificates", entry: .certificates,
                content: """
                    <p><a href="/certificates">Certificates</a></p>
                    <h1>Not imported</h1>
                    \(form.html)
                    """)
            return frame(body, viewer, call).answer(status: error.status)
        }
        await press.forget()
        return Self.redirect(to: "/certificates?done=certificate")
    }

    /// Sends the request for the next certificate.
    func certificateRequest(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let text = try await source.certificateRequest(call.visit.parameters["certificate"] ?? "")
        var answer = APIAnswer(
            .whole(ByteBuffer(string: text)), type: "application/pkcs10; charset=us-ascii")
        answer.headers = PageHeaders.all + [("content-disposition", "attachment")]
        return answer
    }
}
