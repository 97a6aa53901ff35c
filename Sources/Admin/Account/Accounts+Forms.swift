import Model

extension Accounts {
    /// Returns the CSRF token of a session, which each of its forms carries, so that no other site
    /// can send one; nil: the text of the cookie is none.
    ///
    /// It is derived from the secret, and the session need not be looked up.
    public nonisolated func formProof(of session: String) -> String? {
        AccountSecret(session)?.formProof
    }

    /// Whether a text is the CSRF token of a session; compared in constant time.
    public nonisolated func isProof(_ proof: String, of session: String) -> Bool {
        formProof(of: session).map { AccountSecret.isEqual($0, proof) } ?? false
    }

    /// Returns a new secret for ``SessionCookie/form``, which belongs to no session.
    public nonisolated func formSecret() -> String { AccountSecret().text }

    /// Replaces the password of an account by its owner, and begins a new session; all others of
    /// the account end.
    ///
    /// - Returns: the session, or the reason why the new password is refused.
    ///
    /// **Errors:** `SignInError`: the present password is wrong, and the like.
    public func changePassword(
        of name: String, from old: String, to new: String, at address: String
    ) async throws(SignInError) -> Result<Session, AccountRefusal> {
        let user = try await owner(of: name, old, "change the password", from: address)
        let principal = Principal(name: user.name, group: user.group, origin: address)
        do throws(AccountRefusal) {
            try await setPassword(of: name, to: new, by: principal)
        } catch {
            return .failure(error)
        }
        guard let present = try book().user(name) else { throw .refused }
        return .success(await begin(present, from: address, "begin a session"))
    }
}

extension Accounts {
    /// Returns entries of the audit log; see ``AuditFile/entries(last:where:)``.
    ///
    /// **Errors:** `HostFailure`: a file can't be read.
    public nonisolated func auditEntries(
        last: Int, where isWanted: @Sendable (AuditEntry) -> Bool
    ) async throws(HostFailure) -> (entries: [AuditEntry], damaged: Int) {
        try await audit.entries(last: last, where: isWanted)
    }
}
