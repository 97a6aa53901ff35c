import Admin
import Files
import Model
import NIOCore

/// The pages of the controller.
public struct WebPages: PageSite {
    let accounts: Accounts
    let source: any PageSource
    /// Writes the changes of pages into the audit log, as those of the API.
    let authenticator: any Authenticator
    /// The changes that pages share with the API.
    let changes: APIService
    let press: PagePress
    let feed: LiveFeed
    /// The files of the editor.
    let editor: EditorFiles
    /// The permission to judge texts.
    let reviews = ReviewTurn()

    /// Creates pages.
    ///
    /// - Parameters:
    ///   - source: the controller, as pages read it.
    ///   - site: the controller, as clients of the API see it.
    public init(_ accounts: Accounts, _ source: any PageSource, _ site: any APISite) {
        self.accounts = accounts
        self.source = source
        authenticator = AccountClients(accounts)
        changes = APIService(site, authenticator)
        press = PagePress()
        feed = LiveFeed()
        editor = EditorFiles()
    }

    /// Returns the page of a request.
    ///
    /// **Errors:** 400, 404, 405.
    public func visit(_ method: String, _ target: String) throws(APIRefusal) -> PageVisit {
        try PageRoute.visit(method, target)
    }

    /// Returns the client of a request, if it may make it; nil: no sign-in is needed.
    ///
    /// **Errors:** 401, 403, 503.
    public func admit(
        _ visit: PageVisit, _ headers: APIHeaders, from address: String
    ) async throws(APIRefusal) -> Principal? {
        guard let route = PageRoute.of(visit) else {
            throw APIRefusal(404, "there is no such page")
        }
        if visit.method != "GET", headers.isFromElsewhere {
            throw APIRefusal(403, .apiAccess, "the form is of another site")
        }
        guard let group = route.group else { return nil }
        guard let secret = headers.cookie(SessionCookie.session.name) else {
            throw Self.absence(visit.method)
        }
        let principal: Principal
        do throws(SignInError) {
            // A page that is left open does not keep its session alive.
            let isLeftOpen = route.name == .live || visit.query["follow"] != nil
            principal = try await accounts.principal(
                session: secret, from: address, prolongs: !isLeftOpen)
        } catch {
            if case .unavailable = error { throw APIRefusal(503, "the accounts can't be read") }
            throw Self.absence(visit.method)
        }
        guard principal.may(group) else {
            let refusal = APIRefusal(
                403, .apiAccess,
                "\(principal.name) is of the group \(principal.group.rawValue), and this needs "
                    + group.rawValue)
            if visit.method != "GET" {
                await authenticator.note(
                    principal, Self.words(of: visit), why: nil, refusal: refusal)
            }
            throw refusal
        }
        return principal
    }

    /// Returns the refusal of a request without a session.
    private static func absence(_ method: String) -> APIRefusal {
        APIRefusal(401, .apiAccess, method == "GET" ? "the session has ended" : lostForm)
    }

    /// The words for a form that arrives after the end of its session.
    private static let lostForm = "the session has ended, and nothing was done"

    /// The request as the audit log has it.
    private static func words(of visit: PageVisit) -> String {
        "send the form \(visit.target.prefix { $0 != "?" })"
    }

    /// Answers a request.
    ///
    /// **Errors:** ``APIRefusal``, where no person has signed in.
    public func answer(to call: PageCall) async throws(APIRefusal) -> APIAnswer {
        do throws(APIRefusal) {
            return try await respond(to: call)
        } catch {
            guard let viewer = try? viewer(of: call), call.visit.name != PageName.live.rawValue
            else { throw error }
            var answer = frame(RefusalPage(error).body, viewer, call).answer(status: error.status)
            answer.headers += error.headers
            return answer
        }
    }

    private func respond(to call: PageCall) async throws(APIRefusal) -> APIAnswer {
        guard let name = PageName(rawValue: call.visit.name) else {
            throw APIRefusal(404, "there is no such page")
        }
        switch name {
        case .signIn: return signInForm(call)
        case .sendSignIn: return try await signIn(call)
        case .signOut: return try await signOut(call)
        case .setUp: return try await setUpForm(call)
        case .sendSetUp: return try await setUp(call)
        case .account:
            let viewer = try viewer(of: call)
            return frame(AccountForm(principal: viewer.principal).body, viewer, call).answer()
        case .sendPassword: return try await changePassword(call)
        case .live: return try await live(call)
        case .file:
            guard let file = StaticFile(rawValue: call.visit.parameters["file"] ?? "") else {
                throw APIRefusal(404, "there is no such file")
            }
            return file.answer(known: call.headers.noneMatch)
        case .changeServer: return try await changeServer(call)
        case .rollBack: return try await rollBack(call)
        case .importCertificate: return try await importCertificate(call)
        case .certificateRequest: return try await certificateRequest(call)
        case .configuration: return try await configuration(call)
        case .sendConfiguration: return try await sendConfiguration(call)
        case .schema: return schema(call)
        case .confirm: return try await confirm(call)
        case .preview: return PreviewAnswer.answer(await source.holdingPage().html)
        case .sendPreview: return try sendPreview(call)
        case .editForm: return try await editForm(call)
        case .sendEditForm: return try await sendEditForm(call)
        case .editorFile: return try await editorFile(call)
        case .power: return try await power(call)
        case .overview, .service, .server, .reports, .connections, .logs, .node, .events,
            .certificates, .firewall, .history, .version, .audit:
            let viewer = try viewer(of: call)
            let body = try await body(of: call.visit, for: viewer.principal)
            var frame = frame(body, viewer, call)
            frame.notice = Notice(call.visit.query["done"])?.html
            return frame.answer()
        }
    }

    /// Returns the page that shows a refusal.
    public func page(of refusal: APIRefusal, at target: String) -> APIAnswer {
        if refusal.status == 401, !target.hasPrefix("/live") {
            let isForm = refusal.diagnostics.first?.message == Self.lostForm
            let path = String(target.prefix { $0 != "?" })
            // Forms without a page of their own.
            let isAlone = ["/sign-out", "/configuration/confirm"].contains(path)
            let isImport = isForm && path.hasPrefix("/certificates/")
            let page = isForm && isAlone ? "/" : isImport ? "/certificates" : path
            let next = isForm ? "\(page)?done=lost" : target
            return Self.redirect(
                to: "/sign-in?next=\(PathText.escaped(next))" + (isForm ? "&lost=form" : ""))
        }
        let frame = PageFrame(body: RefusalPage(refusal).body, viewer: nil, target: target)
        var answer = frame.answer(status: refusal.status)
        answer.headers += refusal.headers
        return answer
    }

    // MARK: - Parts

    /// Returns the person behind a request.
    ///
    /// **Errors:** 401: there is none.
    func viewer(of call: PageCall) throws(APIRefusal) -> Viewer {
        guard let principal = call.principal,
            let secret = call.headers.cookie(SessionCookie.session.name),
            let proof = accounts.formProof(of: secret)
        else { throw APIRefusal(401, .apiAccess, "there is no session") }
        return Viewer(principal: principal, proof: proof)
    }

    func frame(_ body: PageBody, _ viewer: Viewer?, _ call: PageCall) -> PageFrame {
        PageFrame(body: body, viewer: viewer, target: call.visit.target)
    }

    /// Returns the fields of a form, if it has the CSRF token.
    ///
    /// - Parameter cookie: that of which the token is derived.
    ///
    /// **Errors:** 400, 415; 403: the token is missing or wrong.
    func fields(
        of call: PageCall, provenBy cookie: SessionCookie
    ) throws(APIRefusal) -> FormFields {
        let fields = try FormFields(call.body, type: call.headers.contentType)
        guard let secret = call.headers.cookie(cookie.name),
            accounts.isProof(fields.text("proof"), of: secret)
        else {
            throw APIRefusal(
                403, .apiAccess, "the form is too old, or was not sent by this page",
                hint: "open the page again, and repeat it there")
        }
        return fields
    }

    /// Returns an answer that leads a browser to another page after a form.
    ///
    /// - Parameter path: a path of this host.
    static func redirect(to path: String) -> APIAnswer {
        var answer = APIAnswer(.whole(ByteBuffer()), type: "text/plain; charset=utf-8")
        answer.status = 303
        answer.headers = PageHeaders.all + [("location", path)]
        return answer
    }
}
