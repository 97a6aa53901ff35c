import Addresses

/// A server of a section of haproxy.cfg, as it should be.
public struct BackendServer: Sendable, Hashable {
    /// The state that the operator wants.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// The server gets connections.
        case online
        /// The server gets no new connections.
        ///
        /// HAProxy still sends remembered clients to it, so Ballast lowers the weight to 0 instead.
        case drain
        /// The server gets no connections.
        case offline
    }

    /// The section's name.
    public var backend: String
    /// The server's name, unique in its section.
    public var name: String
    /// Its address and port.
    public var endpoint: Endpoint
    /// Its share of new connections.
    ///
    /// **Unit and range:** 0...256.
    public var weight: Int
    /// The state that the operator wants.
    public var state: State
    /// Most connections at a time; nil: any number.
    public var limit: Int?
    /// The further words of its line: they can't be changed while it exists.
    public var options: [String]

    /// Its section and its name.
    public var id: BackendServerID { BackendServerID(backend, name) }

    /// Its section and its name: `BACKEND/SERVER`.
    public var place: String { "\(backend)/\(name)" }

    /// Whether it must pass a check before it is known to work.
    public var isChecked: Bool { options.contains("check") }

    /// Whether its agent sets weight, limit and state while the operator has it online.
    public var followsAgent: Bool { options.contains("agent-check") }

    /// A server with these values.
    public init(
        backend: String, name: String, endpoint: Endpoint, weight: Int = 1,
        state: State = .online, limit: Int? = nil, options: [String] = []
    ) {
        self.backend = backend
        self.name = name
        self.endpoint = endpoint
        self.weight = weight
        self.state = state
        self.limit = limit
        self.options = options
    }

    /// The values that a worker has after it has loaded the server.
    ///
    /// - Parameter isUp: whether the server counts as up before its first check.
    public func values(isUp: Bool = true) -> BackendServerValues {
        BackendServerValues(
            endpoint: endpoint, weight: weight, state: state, limit: limit, isUp: isUp,
            isAsked: followsAgent ? state == .online : nil)
    }
}
