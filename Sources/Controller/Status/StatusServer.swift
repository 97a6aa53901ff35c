import Files
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers `GET /status`, `/verdicts` and `/explain` in JSON, and `/metrics` in text, over HTTP/1.1
/// on a Unix socket.
///
/// For example, `curl --unix-socket /run/ballast/ballast.sock http://ballast/status`. A removed
/// socket is created again.
struct StatusServer: Sendable {
    private let path: String
    private let patience: Duration
    private let replies: StatusReplies
    private let tell: @Sendable (Event.Kind, String) async -> Void

    /// Returns the answer to a request; nil: none.
    typealias Reply = @Sendable (StatusRequest) async throws -> (any Encodable & Sendable)?

    /// The most connections that wait to be accepted.
    private static let backlog = 128
    /// The most concurrent connections; each can hold a status in memory.
    private static let mostConnections = 128
    /// The time between two looks at the socket's name.
    private static let period = Duration.seconds(1)

    /// Creates a server on this socket.
    ///
    /// - Parameters:
    ///   - patience: the time limit for an idle client, and for a request to arrive; then the
    ///     connection is closed.
    ///   - tell: called if the socket was created again, or can't be.
    init(
        path: String, patience: Duration = .seconds(30),
        tell: @escaping @Sendable (Event.Kind, String) async -> Void = { _, _ in },
        replies: StatusReplies
    ) {
        self.path = path
        self.patience = patience
        self.tell = tell
        self.replies = replies
    }

    /// Creates a server on this socket, with these answers.
    init(path: String, patience: Duration = .seconds(30), answers: @escaping Reply) {
        self.init(path: path, patience: patience, replies: StatusReplies(answers))
    }

    /// A bound socket.
    private struct Bound {
        let channel: any Channel
        let place: Place?
    }

    /// The identity of the file with the socket's name.
    private struct Place: Equatable {
        let device: dev_t
        let inode: ino_t

        init?(_ path: String) {
            var info = stat()
            guard lstat(path, &info) == 0 else { return nil }
            device = info.st_dev
            inode = info.st_ino
        }
    }

    /// Serves until cancellation.
    ///
    /// **Errors:** `HostFailure` if the first bind fails, unless the directory is on a read-only
    /// file system: then it is retried.
    func run() async throws {
        var bound = try await bindFirst()
        var failure: HostFailure?
        // Cancellation ends the loop.
        while (try? await RoutinePause.wait(Self.period)) != nil {
            if let bound, Place(path) == bound.place { continue }
            let result = await bindAgain(instead: bound)
            switch result {
            case .success(let next):
                bound?.channel.close(promise: nil)
                bound = next
                failure = nil
                await tell(.drift, "removed outside Ballast, made again: \(path)")
            case .failure(let reason):
                if failure != reason { await tell(.failed, "\(reason)") }
                failure = reason
            }
        }
        guard let bound else { return }
        if Place(path) == bound.place { unlink(path) }
        try await bound.channel.close().get()
    }

    /// Returns the first socket; nil: its directory is read-only now.
    private func bindFirst() async throws(HostFailure) -> Bound? {
        do throws(HostFailure) {
            return try await bind()
        } catch {
            guard error.errno == "EROFS" else { throw error }
            await tell(.failed, "\(error)")
            return nil
        }
    }

    /// Binds the socket again, and recreates its directory; fails if another program has taken its
    /// name.
    private func bindAgain(instead former: Bound?) async -> Result<Bound, HostFailure> {
        do throws(HostFailure) {
            if former != nil {
                guard Place(path) == nil else {
                    throw BoundSocket.refusal(of: path, EADDRINUSE)
                }
                let (directory, _) = TemporaryName.split(path)
                try OwnDirectory(path: directory, mode: 0o750).make()
            }
            return .success(try await bind())
        } catch {
            return .failure(error)
        }
    }

    /// Removes a socket of a former controller; the instance lock ensures that it is unused.
    ///
    /// Any other file of that name is a mistake in the command line, and stays.
    private func removeDeadSocket() throws(HostFailure) {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFSOCK else { return }
        // If it can't be removed, the later bind error (address in use) would be misleading.
        guard unlink(path) == 0 || errno != EROFS else {
            throw BoundSocket.refusal(of: path, EROFS)
        }
    }

    private func bind() async throws(HostFailure) -> Bound {
        try removeDeadSocket()
        let patience = TimeAmount(patience)
        let replies = replies
        let connections = StatusConnections(limit: Self.limit)
        let descriptor = try BoundSocket(path: path).descriptor
        do {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.backlog, value: Int32(Self.backlog))
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard connections.add(channel) else {
                            throw ChannelError.inappropriateOperationForState
                        }
                        channel.closeFuture.whenComplete { _ in connections.remove(channel) }
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(IdleStateHandler(allTimeout: patience))
                        try pipeline.configureHTTPServerPipeline()
                        try pipeline.addHandler(
                            StatusResponder(
                                replies: replies, connections: connections, patience: patience))
                    }
                }
                .withBoundSocket(descriptor).get()
            return Bound(channel: channel, place: Place(path))
        } catch {
            throw BoundSocket.refusal(of: path, "\(error)")
        }
    }

    /// The most concurrent connections; fewer with a low limit of descriptors.
    private static var limit: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return min(mostConnections, max(4, Int(clamping: limit.rlim_cur) / 8))
    }
}
