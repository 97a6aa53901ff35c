/// The CSRF token of a session, known when the page is sent.
public enum FormProof: Sendable {
    /// That of the session.
    case session
}
