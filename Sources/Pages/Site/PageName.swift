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
    /// The traffic of services and servers.
    case reports
    /// The present connections.
    case connections
    /// Events, actions and requests.
    case logs
    /// This node.
    case node
    /// A restart or a halt of the node.
    case power
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
    /// The audit log.
    case audit
    /// A certificate of an authority.
    case importCertificate
    /// The request for the next certificate.
    case certificateRequest
    /// The document in an editor.
    case configuration
    /// A text of the document: its check, or the file with it.
    case sendConfiguration
    /// The JSON Schema of documents.
    case schema
    /// The confirmation of an edit.
    case confirm
    /// The holding page for a frame.
    case preview
    /// A text for the holding page, for a frame.
    case sendPreview
    /// The form of a frequent edit.
    case editForm
    /// The values of a frequent edit.
    case sendEditForm
    /// A file of the package with the editor.
    case editorFile
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
