import Series

/// A subject whose values are recorded: the node, a service, a proxy, or a server.
public struct PageSeries: Sendable, Hashable {
    /// The service or proxy; nil: the node.
    public let name: String?
    /// The server; nil: all of them together.
    public let part: String?
    /// The shown time.
    public let range: SeriesRange

    /// Creates a subject.
    public init(_ name: String? = nil, _ part: String? = nil, range: SeriesRange) {
        self.name = name
        self.part = part
        self.range = range
    }
}
