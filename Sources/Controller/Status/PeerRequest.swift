import Admin

/// A command about the configuration of a node, as a request on the status socket:
/// `POST /replication/sync?from=lb2`.
package struct PeerRequest: Sendable, Equatable {
    /// The command.
    package enum Action: String, Sendable {
        /// `ballast peer sync`, by POST: all nodes get the configuration of the node.
        case sync
        /// `ballast peer diff`, by GET: the configuration here is compared with that of the node.
        case difference
    }

    /// The command.
    package var action: Action
    /// The node.
    package var node: String

    /// Creates a request.
    package init(_ action: Action, from node: String) {
        self.action = action
        self.node = node
    }

    /// The path of the request.
    package var path: String { Self.prefix(action) + PathText.escaped(node) }

    /// Parses the path of a request; nil: another path.
    init?(_ action: Action, path: String) {
        let prefix = Self.prefix(action)
        guard path.hasPrefix(prefix),
            let node = PathText.unescaped(String(path.dropFirst(prefix.count))), !node.isEmpty
        else { return nil }
        self.init(action, from: node)
    }

    private static func prefix(_ action: Action) -> String {
        "/replication/\(action.rawValue)?from="
    }
}
