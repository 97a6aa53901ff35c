import Model

extension Accounts {
    /// Returns the author of a request with a token.
    ///
    /// - Parameters:
    ///   - text: the text after `Bearer`, of any client.
    ///   - address: that of the client, as text.
    ///
    /// **Errors:** `SignInError`.
    public func principal(
        bearer text: String, from address: String
    ) throws(SignInError) -> Principal {
        // 256 bits can't be guessed, so that a right token needs no wait before it is looked up.
        if let secret = AccountSecret(token: text) {
            let token = try book().token(digest: secret.digest)
            if let token, token.isValid(at: settings.wall()) {
                return Principal(
                    name: token.name, group: token.group, origin: address, kind: .token)
            }
            // An expired token is no guess.
            if token != nil { throw refusedToken(from: address) }
        }
        let now = settings.boot()
        let wait = tokenThrottle.wait(from: address, at: now)
        guard wait == 0 else { throw .throttled(seconds: wait) }
        tokenThrottle.fail(from: address, at: now)
        throw refusedToken(from: address)
    }

    private func refusedToken(from address: String) -> SignInError {
        // The disk must not slow requests with good tokens.
        Task { await refuse(AuditEntry.Author.unknown, "use a token", from: address) }
        return .refused
    }
}
