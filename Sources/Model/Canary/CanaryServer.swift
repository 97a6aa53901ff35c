/// A server of the service that is the canary of an edit.
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

    /// By list, then by name.
    public static func < (left: CanaryServer, right: CanaryServer) -> Bool {
        (left.list, left.name) < (right.list, right.name)
    }
}

extension CanaryServer: CustomStringConvertible {
    /// `web3`, or `web3 of route 2`.
    public var description: String { list == 0 ? name : "\(name) of route \(list)" }
}
