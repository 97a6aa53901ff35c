/// The place of a check in the document; its path takes longer to make than the check to read.
public struct CheckPlace: Sendable, Hashable {
    /// Whether it is a check of a service, not of a proxy.
    public let isOfService: Bool
    /// The position of the service or proxy.
    let index: Int
    /// The position of the route; nil: it is of no route.
    var route: Int?
    /// The position of the server; nil: it is of all servers.
    var server: Int?

    /// The path of the check.
    public var path: DocumentPath {
        var path = DocumentPath([.key(isOfService ? "services" : "proxies"), .index(index)])
        if let route { path = path.key("routes").index(route) }
        if let server { path = path.key("servers").index(server) }
        return path.key("check")
    }
}
