import Admin
import Model

/// A request for connections on the status socket.
package enum ConnectionRequest {
    private static let prefix = "/connections?"

    /// Returns the path of a query.
    package static func path(of query: ConnectionQuery) -> String {
        prefix
            + query.fields.map { "\($0.name)=\(PathText.escaped($0.value))" }
            .joined(separator: "&")
    }

    /// Parses a path; nil: another one, or a malformed query.
    static func query(path: String) -> ConnectionQuery? {
        guard path.hasPrefix(prefix) else { return nil }
        var fields: [String: String] = [:]
        for field in path.dropFirst(prefix.count).split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, let value = PathText.unescaped(pair[1]) else { return nil }
            fields[pair[0]] = value
        }
        // The client has parsed the same fields before.
        return try? ConnectionQuery(fields)
    }
}
