import Admin

/// The person who sees a page.
struct Viewer: Sendable {
    /// The account.
    let principal: Principal
    /// The CSRF token of the session.
    let proof: String
}
