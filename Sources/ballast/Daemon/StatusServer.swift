import Files
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers `GET /status`, `/verdicts` and `/explain` in JSON, over HTTP/1.1 on a unix socket.
///
/// `curl --unix-socket /run/ballast/ballast.sock http://ballast/status` reads it too. A socket that
/// is removed under it is made again.
struct StatusServer: Sendable {
    private let path: String
    private let patience: Duration
    private let answers: Answers
    private let tell: @Sendable (Event.Kind, String) async -> Void

    /// The answer to a request for this path, or to `POST PATH`; nil: there is none.
    typealias Answers = @Sendable (String) async -> (any Encodable & Sendable)?

    /// Connections that may wait to be accepted.
    private static let backlog = 128
    /// Connections at the same time; each may hold a status.
    private static let mostConnections = 128
    /// Time between two looks at the socket's name.
    private static let period = Duration.seconds(1)

    /// A server on this socket.
    ///
    /// - Parameters:
    ///   - patience: how long a client may neither send nor read, and how long a request may take
    ///     to arrive; then the client is cut.
    ///   - tell: called when the socket was made again, or can't be.
    init(
        path: String, patience: Duration = .seconds(30),
        tell: @escaping @Sendable (Event.Kind, String) async -> Void = { _, _ in },
        answers: @escaping Answers
    ) {
        self.path = path
        self.patience = patience
        self.tell = tell
        self.answers = answers
    }

    /// A socket that is bound.
    private struct Bound {
        let channel: any Channel
        let place: Place?
    }

    /// A socket's name leads to it.
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

    /// Serves until it is cancelled.
    ///
    /// **Errors:** `HostFailure` when the socket can't be bound at first, unless its directory is
    /// on a read-only file system: that is tried again.
    func run() async throws {
        var bound = try await bindFirst()
        var failure: HostFailure?
        // Cancelled: that is how it ends.
        while (try? await Task.sleep(for: Self.period)) != nil {
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

    /// The socket; nil: its directory can't be written to now.
    private func bindFirst() async throws(HostFailure) -> Bound? {
        do throws(HostFailure) {
            return try await bind()
        } catch {
            guard error.errno == "EROFS" else { throw error }
            await tell(.failed, "\(error)")
            return nil
        }
    }

    /// Binds the socket again, whose directory may be gone too; not where another program has taken
    /// its name.
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

    /// Only the holder of the instance lock gets here, so a socket that is there is a dead one's.
    ///
    /// Anything else with that name is a mistake in the command line, and stays.
    private func removeDeadSocket() throws(HostFailure) {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFSOCK else { return }
        // Where it can't be removed, the address is in use, which is not the reason.
        guard unlink(path) == 0 || errno != EROFS else {
            throw BoundSocket.refusal(of: path, EROFS)
        }
    }

    private func bind() async throws(HostFailure) -> Bound {
        try removeDeadSocket()
        let patience = TimeAmount(patience)
        let answers = answers
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
                                answers: answers, connections: connections, patience: patience))
                    }
                }
                .withBoundSocket(descriptor).get()
            return Bound(channel: channel, place: Place(path))
        } catch {
            throw BoundSocket.refusal(of: path, "\(error)")
        }
    }

    /// Connections at the same time; fewer where descriptors are few.
    private static var limit: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return min(mostConnections, max(4, Int(clamping: limit.rlim_cur) / 8))
    }
}
