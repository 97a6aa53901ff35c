import NIOCore
import NIOHTTP1

/// The limits of the API.
enum APILimits {
    /// The most connections.
    static let connections = 1024
    /// The most connections of one address, or of one /64 network.
    static let connectionsOfClient = 48
    /// The most connections that wait to be accepted.
    static let backlog: Int32 = 128
    /// The most bytes of a body that is no document.
    static let body = 64 << 10
    /// The bytes of a body that are read where none is expected, for a refusal with its reason.
    static let leastBody = 64 << 10
    /// The most bytes of a document.
    static let document = 16 << 20
    /// The most bytes of a document whose sender is not known yet, beyond the socket's own buffers.
    static let unknownBody = 256 << 10
    /// The most bytes of the path and the query.
    static let target = 4 << 10
    /// The size of a part of an answer.
    static let part = 64 << 10
    /// The most event streams.
    static let streams = 640

    /// The limits of the head of a request.
    static var head: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 << 10
        limits.maxHeaderListSize = 16 << 10
        limits.maxHeaderFieldCount = 64
        return limits
    }
}
