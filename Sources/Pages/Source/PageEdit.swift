/// A frequent edit of the document, which has a form.
public enum PageEdit: String, Sendable, CaseIterable {
    /// Another service or proxy.
    case service
    /// Another server of a service or proxy.
    case server
    /// Another certificate.
    case certificate
    /// Another address or weight of a server.
    case change
    /// One server less.
    case remove
    /// Another text of the holding page.
    case holding
}
