import Model

/// A server by HAProxy's names of its backend and itself.
public struct ServerPlace: Sendable, Hashable {
    /// The backend.
    public let backend: String
    /// The server.
    public let server: String
}
