/// A server and its state on disk between two runs.
public struct StoredServer<Machine: Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
    /// The server.
    public var server: ServerID
    /// The state.
    public var machine: Machine

    /// Creates an entry.
    public init(_ server: ServerID, _ machine: Machine) {
        self.server = server
        self.machine = machine
    }

    private enum CodingKeys: String, CodingKey {
        case server = "seat"
        case machine
    }
}
