/// An SSL service.
public struct PageListener: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The endpoints for clients.
    public let places: [String]
    /// The name of the proxy that gets the requests; nil: an endpoint does.
    public let proxy: String?
    /// The name of that proxy, or the endpoint.
    public let backend: String

    /// Creates an SSL service.
    public init(name: String, places: [String], proxy: String?, backend: String) {
        self.name = name
        self.places = places
        self.proxy = proxy
        self.backend = backend
    }
}
