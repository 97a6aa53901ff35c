/// A request of a browser that has a page.
public struct PageVisit: Sendable, Hashable {
    /// The name of the page, among those of its site.
    public let name: String
    /// The method: "GET".
    public let method: String
    /// The path and the query.
    public let target: String
    /// The parameters of the path.
    public let parameters: [String: String]
    /// The fields of the query.
    public let query: [String: String]
    /// The most bytes of the body; 0: it has none.
    public let bodyLimit: Int

    /// Creates a request.
    public init(
        _ name: String, _ method: String, _ target: String, parameters: [String: String] = [:],
        query: [String: String] = [:], bodyLimit: Int = 0
    ) {
        self.name = name
        self.method = method
        self.target = target
        self.parameters = parameters
        self.query = query
        self.bodyLimit = bodyLimit
    }
}
