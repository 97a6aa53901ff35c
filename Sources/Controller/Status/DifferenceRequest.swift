/// The command `ballast peer diff`, as a request on the status socket:
/// `GET /replication/difference?from=lb2`.
package struct DifferenceRequest: Sendable, Equatable {
    /// The node whose configuration is compared.
    package var node: String

    /// Creates a request.
    package init(from node: String) {
        self.node = node
    }

    private static let prefix = "/replication/difference?from="

    /// The path of the request.
    package var path: String { Self.prefix + PathText.escaped(node) }

    /// Parses the path of a request; nil: another path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix),
            let node = PathText.unescaped(String(path.dropFirst(Self.prefix.count))), !node.isEmpty
        else { return nil }
        self.node = node
    }
}
