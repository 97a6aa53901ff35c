/// The dialogue of a negotiate check, with the expected reply.
public enum Conversation: Sendable, Hashable, Codable {
    /// HTTP/1.1, over TLS if given.
    case http(HTTPRequest, tls: Check.TLS?)
    /// A text over TCP, over TLS if given.
    case tcp(send: String, expect: Expectation, tls: Check.TLS?)
    /// Another protocol.
    case dialogue(Dialogue)
    /// A connection alone.
    case none
}
