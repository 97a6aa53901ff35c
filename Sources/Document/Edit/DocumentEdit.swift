import Model

/// A change of a document's text by a command.
public enum DocumentEdit: Sendable, Hashable {
    /// Sets the state of a server.
    ///
    /// `online` removes the key `state`, which restores the text before `drain`. Where that would
    /// remove a comment, or leave an empty line, it writes `state: online`.
    case state(service: String, server: String, ServerState)
    /// Sets a server's share of new connections. **Range:** 0...65535, for a proxy 0...256.
    case weight(service: String, server: String, Int)

    /// The name of the service or proxy.
    public var service: String {
        switch self {
        case .state(let service, _, _), .weight(let service, _, _): service
        }
    }

    /// The server's name.
    public var server: String {
        switch self {
        case .state(_, let server, _), .weight(_, let server, _): server
        }
    }

    /// The changed key of the server.
    var key: String {
        switch self {
        case .state: "state"
        case .weight: "weight"
        }
    }

    /// The new value of the key.
    var value: String {
        switch self {
        case .state(_, _, let state): state.rawValue
        case .weight(_, _, let weight): String(weight)
        }
    }

    /// The value to insert if the key is absent.
    var newValue: ServerText.NewValue {
        switch self {
        case .state: .word(value)
        case .weight: .text(value)
        }
    }

    /// Applies the change to a server.
    func apply(to server: inout RealServer) {
        switch self {
        case .state(_, _, let state): server.state = state
        case .weight(_, _, let weight): server.weight = weight
        }
    }

    /// Applies the change to a proxy's server.
    func apply(to server: inout ProxyServer) {
        switch self {
        case .state(_, _, let state): server.state = state
        case .weight(_, _, let weight): server.weight = weight
        }
    }
}
