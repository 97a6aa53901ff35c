import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers `GET /status` with the status in JSON, over HTTP/1.1 on a unix socket.
///
/// `curl --unix-socket /run/ballast/ballast.sock http://ballast/status` reads it too.
struct StatusServer: Sendable {
    private let path: String
    private let status: @Sendable () async -> Status

    /// Connections that may wait to be accepted.
    private static let backlog = 16

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// A server on this socket.
    init(path: String, status: @escaping @Sendable () async -> Status) {
        self.path = path
        self.status = status
    }

    /// Serves until it is cancelled.
    ///
    /// **Errors:** `HostFailure` when the socket can't be bound.
    func run() async throws {
        // Only the holder of the instance lock gets here: a socket that is there is a dead one's.
        if isSocket { unlink(path) }
        let server = try await bound()
        chmod(path, 0o660)
        defer { unlink(path) }
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask { await self.serve(connection) }
                }
            }
        }
    }

    /// Whether the path is a socket's: anything else is not ours to remove.
    private var isSocket: Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFSOCK
    }

    private func bound() async throws -> NIOAsyncChannel<Connection, Never> {
        do {
            return try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.backlog, value: Int32(Self.backlog))
                .bind(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError {
            throw failure(String(cString: strerror(error.errnoCode)))
        } catch SocketAddressError.unixDomainSocketPathTooLong {
            throw failure("the path is longer than the kernel's 107 bytes")
        }
    }

    private func failure(_ reason: String) -> HostFailure {
        HostFailure(
            operation: "answer for status at \(path)", reason: reason,
            remedy: "name another place with --socket")
    }

    private func serve(_ connection: Connection) async {
        // A client that goes away in the middle is its own business.
        try? await connection.executeThenClose { requests, replies in
            for try await part in requests {
                guard case .head(let head) = part else { continue }
                try await answer(head, replies)
            }
        }
    }

    private func answer(
        _ head: HTTPRequestHead, _ replies: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        let known = head.method == .GET && head.uri == "/status"
        let text = known ? try jsonText(await status()) : "there is only GET /status"
        let body = ByteBuffer(string: text + "\n")
        let headers: HTTPHeaders = [
            "content-type": known ? "application/json" : "text/plain",
            "content-length": "\(body.readableBytes)",
        ]
        let reply = HTTPResponseHead(
            version: .http1_1, status: known ? .ok : .notFound, headers: headers)
        try await replies.write(.head(reply))
        try await replies.write(.body(.byteBuffer(body)))
        try await replies.write(.end(nil))
    }
}
