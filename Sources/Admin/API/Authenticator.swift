/// The recognition of clients.
public protocol Authenticator: Sendable {
    /// Returns the person or program behind a request.
    ///
    /// - Parameters:
    ///   - address: the address of the client, as text.
    ///   - isChange: whether the request changes something, so that a session needs its CSRF token.
    ///
    /// **Errors:** ``APIRefusal``: 401: unknown; 403: no CSRF token; 429: too many attempts.
    func principal(
        for headers: APIHeaders, from address: String, isChange: Bool
    ) async throws(APIRefusal) -> Principal

    /// Writes a request that changes something into the audit log, and returns when it is there.
    ///
    /// - Parameters:
    ///   - action: the request in words: "drain web/web2".
    ///   - why: the reason of the client; nil: none.
    ///   - refusal: the answer; nil: it was done.
    func note(
        _ principal: Principal, _ action: String, why: String?, refusal: APIRefusal?
    ) async
}
