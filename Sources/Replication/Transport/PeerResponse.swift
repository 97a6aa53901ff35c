import NIOCore
import NIOHTTP1

/// An answer of a peer.
struct PeerResponse: Sendable {
    /// The status of HTTP: 200, 204 or 206.
    let status: HTTPResponseStatus
    /// The body; empty for an object.
    var body = ByteBuffer()
    /// The number of bytes of an object.
    var count = 0
}
