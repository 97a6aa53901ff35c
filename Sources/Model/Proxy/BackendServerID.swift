/// The section and the name of a server of haproxy.cfg.
public struct BackendServerID: Sendable, Hashable, Codable, Comparable {
    /// The section's name.
    public var backend: String
    /// The server's name, unique in its section.
    public var name: String

    /// The server of this name in this section.
    public init(_ backend: String, _ name: String) {
        self.backend = backend
        self.name = name
    }

    /// By section, then by name.
    public static func < (left: BackendServerID, right: BackendServerID) -> Bool {
        (left.backend, left.name) < (right.backend, right.name)
    }
}

extension BackendServerID: CustomStringConvertible {
    /// `server app1 in shop`, `server app1 in route img of shop`: the names of the document.
    public var description: String {
        "server \(BackendName(name).server) in \(BackendName(backend).place)"
    }
}
