/// A server of the service that is the canary of an edit.
///
/// Its name identifies it: names are unique in a proxy, routes included, and an edit that inserts
/// a route changes the number of others.
public struct CanaryServer: Sendable, Hashable, Codable, Comparable {
    /// The list that has the server: 0 for the service's own servers, else the number of a route.
    public let list: Int
    /// The name in the document.
    public let name: String

    /// Creates a server of a list.
    public init(_ name: String, list: Int = 0) {
        self.list = list
        self.name = name
    }

    /// Whether both have one name.
    public static func == (left: CanaryServer, right: CanaryServer) -> Bool {
        left.name == right.name
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// By name.
    public static func < (left: CanaryServer, right: CanaryServer) -> Bool {
        left.name < right.name
    }
}

extension CanaryServer: CustomStringConvertible {
    /// `web3`, or `web3 of route 2`.
    public var description: String { list == 0 ? name : "\(name) of route \(list)" }
}
