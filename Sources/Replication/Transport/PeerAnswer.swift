import NIOCore
import NIOHTTP1

/// The answer to a request of a peer.
enum PeerAnswer: Sendable {
    /// JSON.
    case body(ByteBuffer)
    /// A generation.
    case generation(SignedManifest)
    /// A file, from a position.
    case object(ObjectReader, from: Int)
    /// The size of a file that ends before the wanted position.
    case shorter(Int)
    /// Nothing: there is no other generation yet, or the request needs no answer.
    case nothing
    /// The reason of a refusal.
    case refusal(PeerRefusal)

    /// The status of HTTP.
    var status: HTTPResponseStatus {
        switch self {
        case .body, .generation: .ok
        case .object(_, let start): start == 0 ? .ok : .partialContent
        case .shorter: .rangeNotSatisfiable
        case .nothing: .noContent
        case .refusal(let refusal): refusal.status
        }
    }

    /// The whole body, except of a file.
    var bytes: ByteBuffer {
        switch self {
        case .body(let bytes): bytes
        case .generation(let signed): ByteBuffer(bytes: signed.encoded())
        case .refusal(let refusal):
            ByteBuffer(string: PeerText.cut(refusal.reason, PeerLimits.reason))
        case .shorter: ByteBuffer(string: "the object is shorter")
        case .nothing, .object: ByteBuffer()
        }
    }

    /// The headers.
    ///
    /// - Parameter length: the number of bytes of the body, except of a file.
    func headers(length: Int) -> HTTPHeaders {
        switch self {
        case .body: ["content-type": "application/json", "content-length": "\(length)"]
        case .generation:
            ["content-type": "application/octet-stream", "content-length": "\(length)"]
        case .object(let reader, let start): Self.headers(of: reader.size, from: start)
        case .nothing: [:]
        case .shorter(let size):
            [
                "content-type": "text/plain; charset=utf-8", "content-length": "\(length)",
                "content-range": "bytes */\(size)",
            ]
        case .refusal:
            ["content-type": "text/plain; charset=utf-8", "content-length": "\(length)"]
        }
    }

    /// Source: RFC 9110 section 14.4, of which a range that can't be satisfied has the size alone.
    private static func headers(of size: Int, from start: Int) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "content-type": "application/octet-stream", "content-length": "\(size - start)",
        ]
        if start > 0 {
            headers.add(name: "content-range", value: "bytes \(start)-\(size - 1)/\(size)")
        }
        return headers
    }
}
