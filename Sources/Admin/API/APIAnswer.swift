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

    /// Creates an answer.
    public init(_ content: Content, type: String? = nil, tag: String? = nil) {
        self.content = content
        self.type = type
        self.tag = tag
    }
}
