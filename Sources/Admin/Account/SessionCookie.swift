/// A cookie of the pages: only this host gets it, over TLS, and no script reads it.
///
/// **Source:** RFC 6265bis, sections 4.1.2 and 4.1.3.2 (`SameSite`, `__Host-`).
public struct SessionCookie: Sendable, Hashable {
    /// The name.
    public let name: String

    /// The secret of a session.
    public static let session = SessionCookie(name: "__Host-ballast")
    /// The secret behind the CSRF token of forms before a session.
    public static let form = SessionCookie(name: "__Host-ballast-form")

    private static let attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict"

    /// Returns the value of `Set-Cookie` that sets the cookie until the browser ends.
    public func header(_ secret: String) -> (name: String, value: String) {
        ("set-cookie", "\(name)=\(secret)\(Self.attributes)")
    }

    /// The value of `Set-Cookie` that removes the cookie.
    public var removal: (name: String, value: String) {
        ("set-cookie", "\(name)=\(Self.attributes); Max-Age=0")
    }
}
