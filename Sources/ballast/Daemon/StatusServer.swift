import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Answers `GET /status`, `/verdicts` and `/explain` in JSON, over HTTP/1.1 on a unix socket.
///
/// `curl --unix-socket /run/ballast/ballast.sock http://ballast/status` reads it too.
struct StatusServer: Sendable {
    private let path: String
    private let patience: Duration
    private let answers: Answers

    /// The answer to a request for this path, or to `POST PATH`; nil: there is none.
    typealias Answers = @Sendable (String) async -> (any Encodable & Sendable)?

    /// Connections that may wait to be accepted.
    private static let backlog = 128
    /// Connections at the same time; each may hold a status.
    ///
    /// Those above it are closed.
    private static let limit = 128

    /// A server on this socket.
    ///
    /// - Parameter patience: how long a client may neither send nor read; then it is cut, because
    ///   it keeps others out.
    init(
        path: String, patience: Duration = .seconds(30),
        answers: @escaping Answers
    ) {
        self.path = path
        self.patience = patience
        self.answers = answers
    }

    /// Serves until it is cancelled.
    ///
    /// **Errors:** `HostFailure` when the socket can't be bound.
    func run() async throws {
        removeDeadSocket()
        let server = try await bind()
        chmod(path, 0o660)
        defer { unlink(path) }
        try await withTaskCancellationHandler {
            try await server.closeFuture.get()
        } onCancel: {
            server.close(promise: nil)
        }
    }

    /// Only the holder of the instance lock gets here, so a socket that is there is a dead one's.
    ///
    /// Anything else with that name is a mistake in the command line, and stays.
    private func removeDeadSocket() {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFSOCK else { return }
        unlink(path)
    }

    private func bind() async throws -> any Channel {
        let patience = TimeAmount(patience)
        let answers = answers
        let served = Count()
        do {
            return try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.backlog, value: Int32(Self.backlog))
                .childChannelInitializer { channel in
                    served.now.add(1, ordering: .relaxed)
                    channel.closeFuture.whenComplete { _ in
                        served.now.subtract(1, ordering: .relaxed)
                    }
                    return channel.eventLoop.makeCompletedFuture {
                        guard served.now.load(ordering: .relaxed) <= Self.limit else {
                            throw ChannelError.inappropriateOperationForState
                        }
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(IdleStateHandler(allTimeout: patience))
                        try pipeline.configureHTTPServerPipeline()
                        try pipeline.addHandler(StatusResponder(answers: answers))
                    }
                }
                .bind(unixDomainSocketPath: path).get()
        } catch let error as IOError {
            throw failure(String(cString: strerror(error.errnoCode)))
        } catch SocketAddressError.unixDomainSocketPathTooLong {
            throw failure("a socket's path has at most 107 bytes")
        }
    }

    private func failure(_ reason: String) -> HostFailure {
        HostFailure(
            operation: "answer status on \(path)", reason: reason,
            remedy: "name another socket with --socket")
    }

    /// How many connections there are, whichever thread they are on.
    private final class Count: Sendable {
        let now = Atomic<Int>(0)
    }
}
