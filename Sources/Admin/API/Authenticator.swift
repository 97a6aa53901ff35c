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
}
