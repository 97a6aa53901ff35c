import Admin
import Model

extension WebPages {
    // MARK: - Sign-in

    /// The form for a name and a password, with the cookie of its CSRF token.
    func signInForm(_ call: PageCall) -> APIAnswer {
        var form = SignInForm(next: Self.path(call.visit.query["next"]))
        if call.visit.query["lost"] != nil {
            form.problem = "your session has ended; the form was not sent, and nothing was done"
        }
        return send(form.body, call)
    }

    /// Begins a session; an earlier one of this browser ends.
    func signIn(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .form)
        let next = Self.path(fields.text("next"))
        let name = fields.text("name")
        let session: Session
        do throws(SignInError) {
            session = try await accounts.signIn(
                name: name, password: fields.text("password"), from: call.address)
        } catch {
            let form = SignInForm(
                next: next, name: String(name.prefix(AccountName.limit)),
                problem: Self.words(error))
            return send(form.body, call, Self.status(error), error)
        }
        return await begin(session, call, next)
    }

    /// Ends the session.
    func signOut(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        // Without a session, there is nothing to prove.
        if let secret = call.headers.cookie(SessionCookie.session.name) {
            _ = try fields(of: call, provenBy: .session)
            await accounts.signOut(session: secret, from: call.address)
        }
        var answer = Self.redirect(to: "/sign-in")
        answer.headers.append(SessionCookie.session.removal)
        return answer
    }

    // MARK: - The first account

    /// The form for the first account.
    ///
    /// **Errors:** 404: the link is wrong, was used or has expired.
    func setUpForm(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let secret = call.visit.parameters["secret"] ?? ""
        guard await accounts.isSetup(secret) else { throw Self.wrongLink }
        return send(SetUpForm(secret: secret).body, call)
    }

    /// Makes the first account, and begins its session.
    func setUp(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .form)
        let secret = call.visit.parameters["secret"] ?? ""
        guard await accounts.isSetup(secret) else { throw Self.wrongLink }
        let name = fields.text("name")
        func again(_ problem: String) -> APIAnswer {
            let form = SetUpForm(
                secret: secret, name: String(name.prefix(AccountName.limit)), problem: problem)
            return send(form.body, call, 422)
        }
        guard let password = NewPasswordFields.value(in: fields) else {
            return again("the two passwords differ")
        }
        do throws(AccountRefusal) {
            let session = try await accounts.setUp(
                secret: secret, name: name, password: password, from: call.address)
            return await begin(session, call, "/")
        } catch {
            if error == .setup { throw Self.wrongLink }
            return again("\(error)")
        }
    }

    private static let wrongLink = APIRefusal(
        404, "the setup link is wrong, was used or has expired",
        hint: "\"ballast user add NAME --group conf\" on the node makes an account too")

    // MARK: - The person's own account

    /// Replaces the person's password, and begins another session.
    func changePassword(_ call: PageCall) async throws(APIRefusal) -> APIAnswer {
        let fields = try fields(of: call, provenBy: .session)
        let viewer = try viewer(of: call)
        func again(_ problem: String, _ status: Int = 422) -> APIAnswer {
            frame(AccountForm(principal: viewer.principal, problem: problem).body, viewer, call)
                .answer(status: status)
        }
        guard let password = NewPasswordFields.value(in: fields) else {
            return again("the two new passwords differ")
        }
        do throws(SignInError) {
            let result = try await accounts.changePassword(
                of: viewer.principal.name, from: fields.text("password"), to: password,
                at: call.address)
            switch result {
            case .success(let session): return await begin(session, call, "/?done=password")
            case .failure(let refusal): return again("\(refusal)")
            }
        } catch {
            let words = error == .refused ? "the present password is wrong" : Self.words(error)
            return again(words, Self.status(error))
        }
    }

    // MARK: - Parts

    /// Returns the answer that gives a browser its session.
    private func begin(_ session: Session, _ call: PageCall, _ next: String) async -> APIAnswer {
        if let former = call.headers.cookie(SessionCookie.session.name) {
            await accounts.signOut(session: former, from: call.address)
        }
        var answer = Self.redirect(to: next)
        answer.headers += [
            SessionCookie.session.header(session.secret), SessionCookie.form.removal,
        ]
        return answer
    }

    /// Returns a page with a form that needs no session.
    private func send(
        _ body: PageBody, _ call: PageCall, _ status: Int = 200, _ error: SignInError? = nil
    ) -> APIAnswer {
        let known = call.headers.cookie(SessionCookie.form.name)
        var secret = known ?? ""
        var frame = frame(body, nil, call)
        if let proof = accounts.formProof(of: secret) {
            frame.proof = proof
        } else {
            secret = accounts.formSecret()
            frame.proof = accounts.formProof(of: secret) ?? ""
        }
        var answer = frame.answer(status: status)
        if secret != known { answer.headers.append(SessionCookie.form.header(secret)) }
        if case .throttled(let seconds)? = error {
            answer.headers.append(("retry-after", "\(seconds)"))
        }
        return answer
    }

    /// Returns the path of a page of this host; any other text is the overview.
    ///
    /// A browser takes `//host` and `/\host` for other hosts.
    private static func path(_ text: String?) -> String {
        guard let text, text.utf8.count <= 2000, text.hasPrefix("/"), !text.hasPrefix("//"),
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return text
    }

    private static func status(_ error: SignInError) -> Int {
        switch error {
        case .refused, .tooLong: 403
        case .throttled: 429
        case .busy, .unavailable: 503
        }
    }

    private static func words(_ error: SignInError) -> String {
        switch error {
        case .refused: "the name or the password is wrong"
        case .throttled, .busy, .tooLong: "\(error)"
        // The reason is for the log alone.
        case .unavailable: "the accounts can't be read; the log has the reason"
        }
    }
}
