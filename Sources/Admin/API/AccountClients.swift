import Files
import Model

/// The clients of the API, known by tokens, or by sessions of the pages.
public struct AccountClients: Authenticator {
    private let accounts: Accounts

    /// Creates the recognition by these accounts.
    public init(_ accounts: Accounts) {
        self.accounts = accounts
    }

    /// Returns the owner of the token or of the session of a request.
    ///
    /// **Errors:** 401, 403, 429, 503.
    public func principal(
        for headers: APIHeaders, from address: String, isChange: Bool
    ) async throws(APIRefusal) -> Principal {
        let session = headers.bearer == nil ? headers.cookie(SessionCookie.session.name) : nil
        if let session, isChange { try prove(headers, session) }
        do throws(SignInError) {
            if let token = headers.bearer {
                return try await accounts.principal(bearer: token, from: address)
            }
            if let session {
                return try await accounts.principal(
                    session: session, from: address, prolongs: isChange)
            }
        } catch {
            throw APIRefusal(error)
        }
        throw APIRefusal(
            401, .apiAccess, "the request has no token",
            hint: "send `Authorization: Bearer TOKEN`; \"ballast user token\" makes one"
        ).with("www-authenticate", "Bearer")
    }

    /// Checks that a page of this controller sends a request, and no other page in the browser.
    private func prove(_ headers: APIHeaders, _ session: String) throws(APIRefusal) {
        guard !headers.isFromElsewhere,
            accounts.isProof(headers.proof ?? "", of: session)
        else {
            throw APIRefusal(
                403, .apiAccess, "a session changes nothing without its CSRF token",
                hint: "send it in X-Ballast-Form, or use a token of an account")
        }
    }

    /// Writes a request into the audit log of the accounts.
    public func note(
        _ principal: Principal, _ action: String, why: String?, refusal: APIRefusal?
    ) async {
        let result: AuditEntry.Result =
            switch refusal?.status {
            case nil: .done
            case .some(500...): .failed
            case .some: .refused
            }
        let entry = AuditEntry(
            AuditEntry.Author(principal), action, why: why, result: result, at: wallClock())
        await accounts.recordRequest(entry)
    }
}

extension APIRefusal {
    /// Creates the refusal of a client that is not known.
    fileprivate init(_ error: SignInError) {
        switch error {
        case .refused, .tooLong:
            self = APIRefusal(
                401, .apiAccess, "the token or the session is unknown, or has expired"
            )
            .with("www-authenticate", "Bearer")
        case .throttled(let seconds):
            self = APIRefusal(
                429, .apiAccess,
                "there were too many wrong tokens; the next one counts in \(seconds) s"
            )
            .with("retry-after", "\(seconds)")
        case .busy:
            self = APIRefusal(503, "other clients are being recognised")
                .with("retry-after", "3")
        // The reason is for the log alone.
        case .unavailable: self = APIRefusal(503, "the accounts can't be read")
        }
    }
}
