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
        let now = settings.boot()
        let wait = tokenThrottle.wait(from: address, at: now)
        guard wait == 0 || tokenThrottle.isKnown(address) else { throw .throttled(seconds: wait) }
        var token: AccountToken?
        if let secret = AccountSecret(token: text) {
            token = try book().token(digest: secret.digest)
        }
        guard let token, token.isValid(at: settings.wall()) else {
            guard wait == 0 else { throw .throttled(seconds: wait) }
            // An expired token is no guess.
            if token == nil { tokenThrottle.fail(from: address, at: now) }
            // The disk must not slow requests with good tokens.
            Task { await refuse(AuditEntry.Author.unknown, "use a token", from: address) }
            throw .refused
        }
        tokenThrottle.succeed(from: address, at: now)
        return Principal(name: token.name, group: token.group, origin: address, kind: .token)
    }
}
