import Files
import Model

/// The origin of an edit, as far as it is known.
package struct ChangeAuthor: Sendable, Hashable, Codable {
    /// The kind of origin.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A command of Ballast.
        case command
        /// A client of the API.
        case api
        /// Another node.
        case replication
        /// A file that an editor or another program has saved, seen by `ballast run`.
        case run
    }

    /// The kind of origin.
    package var kind: Kind
    /// The user of a command, or the account of a client of the API.
    package var user: String?
    /// The client of the user's SSH session, or this host; the client of the API; the other node
    /// for replication.
    package var host: String?

    /// Creates an origin.
    package init(_ kind: Kind, user: String? = nil, host: String? = nil) {
        self.kind = kind
        self.user = user
        self.host = host
    }

    /// The author of the command in this process.
    package static var command: ChangeAuthor {
        let session = LoginSession.current
        return ChangeAuthor(.command, user: session.user, host: session.client ?? hostName())
    }
}

extension ChangeAuthor: CustomStringConvertible {
    /// `anna@192.0.2.7`, `replication from lb2`, `run`.
    package var description: String {
        switch kind {
        case .command, .api: [user, host].compactMap(\.self).joined(separator: "@").clean
        case .replication: "replication" + (host.map { " from \($0)" } ?? "")
        case .run: "run"
        }
    }
}
