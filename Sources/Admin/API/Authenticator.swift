/// The recognition of clients.
public protocol Authenticator: Sendable {
    /// Returns the person or program behind a request.
    ///
    /// - Parameter address: the address of the client, as text.
    ///
    /// **Errors:** ``APIRefusal``: 401: unknown; 429: too many attempts.
    func principal(
        for headers: APIHeaders, from address: String
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
