import Admin

/// A command about the election, as a request on the status socket.
///
/// For example, `POST /failover/handOver?group=web&to=lb2`.
package struct FailoverRequest: Sendable, Equatable {
    /// A command.
    package enum Action: String, Sendable, CaseIterable {
        /// Hands the role over.
        case handOver
        /// Puts the node in standby.
        case standBy
        /// Ends standby.
        case resume
    }

    /// The command.
    package var action: Action
    /// The group; nil: all.
    package var group: String?
    /// The next node; nil: the best one.
    package var node: String?
    /// Whether a node that is not ready may be the next one.
    package var isForced: Bool

    /// Creates a request.
    package init(
        _ action: Action, group: String? = nil, to node: String? = nil, isForced: Bool = false
    ) {
        self.action = action
        self.group = group
        self.node = node
        self.isForced = isForced
    }

    private static let prefix = "/failover/"

    /// The path of the request.
    package var path: String {
        let force = isForced ? "yes" : nil
        let query = [("group", group), ("to", node), ("force", force)].compactMap { name, value in
            value.map { "\(name)=\(PathText.escaped($0))" }
        }
        return Self.prefix + action.rawValue
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// Parses the path of a request; nil: another path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let parts = path.dropFirst(Self.prefix.count)
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let action = parts.first.flatMap({ Action(rawValue: String($0)) }) else { return nil }
        self.init(action)
        guard parts.count == 2 else { return }
        for field in parts[1].split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let value = PathText.unescaped(String(pair[1])), !value.isEmpty
            else { return nil }
            switch pair[0] {
            case "group": group = value
            case "to": node = value
            case "force" where value == "yes": isForced = true
            default: return nil
            }
        }
    }
}
