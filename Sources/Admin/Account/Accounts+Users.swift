import Model

extension Accounts {
    /// The accounts, ascending by name.
    ///
    /// **Errors:** `SignInError.unavailable`.
    public func users() throws(SignInError) -> [AccountUser] { try book().users }

    /// The tokens, ascending by name, expired ones among them.
    ///
    /// **Errors:** `SignInError.unavailable`.
    public func tokens() throws(SignInError) -> [AccountToken] { try book().tokens }

    /// Adds an account.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func add(
        _ name: String, _ group: AccountGroup, password: String, by author: Principal
    ) async throws(AccountRefusal) {
        try await recorded("add the account \(name), \(group)", author) {
            () async throws(AccountRefusal) in
            guard AccountName.isValid(name) else { throw .badName(name) }
            let hash = try await newHash(password, for: name)
            try store.add(name, group, hash, now: settings.wall())
        }
    }

    /// Gives an account other rights.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func move(
        _ name: String, to group: AccountGroup, by author: Principal
    ) async throws(AccountRefusal) {
        try await recorded("give the account \(name) the group \(group)", author) {
            () async throws(AccountRefusal) in
            try store.move(name, to: group, now: settings.wall())
        }
    }

    /// Replaces a password; all sessions of the account end.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func setPassword(
        of name: String, to password: String, by author: Principal
    ) async throws(AccountRefusal) {
        try await recorded("set the password of \(name)", author) {
            () async throws(AccountRefusal) in
            let hash = try await newHash(password, for: name)
            try store.setHash(hash, of: name, now: settings.wall())
        }
    }

    /// Removes an account; all its sessions end.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed. The last account with all rights stays.
    public func remove(_ name: String, by author: Principal) async throws(AccountRefusal) {
        try await recorded("remove the account \(name)", author) {
            () async throws(AccountRefusal) in
            try store.remove(name, now: settings.wall())
        }
    }

    /// Makes a token, and returns its text, which is not kept.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func issue(
        _ name: String, _ group: AccountGroup, lifetime: Duration, by author: Principal
    ) async throws(AccountRefusal) -> (token: AccountToken, text: String) {
        try await recorded("make the token \(name), \(group)", author) {
            () async throws(AccountRefusal) in
            try store.issue(
                name, group, lifetime: lifetime, by: author.name, now: settings.wall())
        }
    }

    /// Ends the validity of a token.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func revoke(_ name: String, by author: Principal) async throws(AccountRefusal) {
        try await recorded("revoke the token \(name)", author) {
            () async throws(AccountRefusal) in
            try store.revoke(name, now: settings.wall())
        }
    }

    /// Does an edit and writes it into the audit log, refused ones too.
    private func recorded<Result: Sendable>(
        _ action: String, _ author: Principal,
        _ edit: @Sendable () async throws(AccountRefusal) -> Result
    ) async throws(AccountRefusal) -> Result {
        func write(_ result: AuditEntry.Result, _ reason: String? = nil) async {
            let entry = AuditEntry(
                .init(author), action, why: reason, result: result, at: settings.wall())
            if entry.isOwnPassword {
                await notePaced(entry, isSession: true)
            } else {
                await note(entry)
            }
        }
        do throws(AccountRefusal) {
            let result = try await edit()
            await write(.done)
            return result
        } catch {
            await write(.refused, "\(error)")
            throw error
        }
    }
}
