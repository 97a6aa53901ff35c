import NIOCore

/// An answer of the API.
public struct APIAnswer: Sendable {
    /// The contents.
    public enum Content: Sendable {
        /// All of them.
        case whole(ByteBuffer)
        /// Parts as they are made, until the stream ends.
        case stream(AsyncStream<ByteBuffer>)
    }

    /// The contents.
    public let content: Content
    /// The value of the header `Content-Type`; nil: that of the route.
    public var type: String?
    /// The value of the header `ETag`; nil: none.
    public var tag: String?
    /// The HTTP status.
    public var status = 200
    /// Further headers, which replace usual ones of the same name; names are in lower case.
    public var headers: [(name: String, value: String)] = []

    /// Whether the connection is closed after the answer.
    public var isLast = false
    /// Whether the request has changed nothing, so that the audit log has no line of it.
    public var isUnchanged = false

    /// Creates an answer.
    public init(_ content: Content, type: String? = nil, tag: String? = nil) {
        self.content = content
        self.type = type
        self.tag = tag
    }
}
