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

/// The values of a server that a worker changes without a reload.
public struct BackendServerValues: Sendable, Hashable {
    /// Its address and port; nil: HAProxy has not resolved its name, or it is a Unix socket.
    public var endpoint: Endpoint?
    /// Its share of new connections: 0...256.
    public var weight: Int
    /// The state that the operator wants.
    public var state: BackendServer.State
    /// Most connections at a time; nil: any number.
    public var limit: Int?
    /// Whether HAProxy counts it as up.
    public var isUp: Bool
    /// Whether its agent is asked; nil: it has none, or this version of HAProxy does not report it.
    public var isAsked: Bool?

    /// These values.
    public init(
        endpoint: Endpoint?, weight: Int, state: BackendServer.State = .online, limit: Int? = nil,
        isUp: Bool = true, isAsked: Bool? = nil
    ) {
        self.endpoint = endpoint
        self.weight = weight
        self.state = state
        self.limit = limit
        self.isUp = isUp
        self.isAsked = isAsked
    }

    /// Whether the operator lets it have new connections.
    public var getsConnections: Bool { weight > 0 && state == .online }
}
