/// A request of a browser that has an answer.
enum PageName: String, Sendable, CaseIterable {
    /// All services.
    case overview
    /// A service or a proxy.
    case service
    /// A server.
    case server
    /// Another state or weight of a server.
    case changeServer
    /// The events.
    case events
    /// The certificates.
    case certificates
    /// The firewall, and the decision about a packet.
    case firewall
    /// The documents that were in force.
    case history
    /// A document that was in force.
    case version
    /// The return to a document that was in force.
    case rollBack
    /// The confirmation of the edit in force.
    case confirm
    /// The audit log.
    case audit
    /// The form for a name and a password.
    case signIn
    /// A name and a password.
    case sendSignIn
    /// The end of the session.
    case signOut
    /// The form for the first account.
    case setUp
    /// The first account.
    case sendSetUp
    /// The person's own account.
    case account
    /// Another password.
    case sendPassword
    /// The values of a page as they change.
    case live
    /// A file of the pages.
    case file
}
