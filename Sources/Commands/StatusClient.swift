import ArgumentParser
import Files
import FoundationEssentials
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix

/// A client of a running controller's status socket.
struct StatusClient {
    private let socket: String

    /// The largest accepted status.
    ///
    /// **Unit:** bytes.
    private static let limit = 256 << 20

    /// The time limit of an answer.
    private static let patience = Duration.seconds(30)

    /// Creates a client of the controller on this socket.
    init(socket: String) {
        self.socket = socket
    }

    /// Returns the controller's status.
    ///
    /// **Errors:** no answer, a late answer, or an answer that is no status.
    func status() async throws -> Status {
        try await get("/status")
    }

    /// Returns the controller's status in a line for each service; nil: it is of a version that
    /// has none.
    ///
    /// **Errors:** as ``status()``.
    func brief() async throws -> BriefStatus? {
        do {
            return try await get("/status/brief")
        } catch is AbsentAnswer {
            return nil
        }
    }

    /// Returns the state of replication; nil: the document has none.
    ///
    /// **Errors:** as ``status()``.
    func replication() async throws -> ReplicationStatus? {
        if let brief = try await brief() { return brief.status.replication }
        return try await status().replication
    }

    /// Returns the controller's answer to a request for this path.
    ///
    /// **Errors:** no answer, a late answer, or an unknown format.
    func get<Answer: Decodable & Sendable>(_ path: String) async throws -> Answer {
        try await answer(to: .GET, path, within: Self.patience)
    }

    /// Sends a command to the controller, and returns its answer.
    ///
    /// **Errors:** as ``get(_:)``.
    func post<Answer: Decodable & Sendable>(
        _ path: String, within limit: Duration
    ) async throws -> Answer {
        try await answer(to: .POST, path, within: limit)
    }

    /// Returns the controller's answer to a request for this path, as it is.
    ///
    /// - Parameter accept: the wanted form, the header `Accept`.
    ///
    /// **Errors:** no answer, or a late answer.
    func text(_ path: String, accept: String) async throws -> String {
        String(buffer: try await body(of: .GET, path, accept: accept, within: Self.patience))
    }

    /// Returns the controller's answer to a request for this path, byte by byte.
    ///
    /// **Errors:** as ``get(_:)``; ``AbsentAnswer``: the controller knows no such subject.
    func bytes(_ path: String) async throws -> [UInt8] {
        let body = try await body(of: .GET, path, accept: "*/*", within: Self.patience)
        return Array(body.readableBytesView)
    }

    private func answer<Answer: Decodable & Sendable>(
        to method: HTTPMethod, _ path: String, within limit: Duration
    ) async throws -> Answer {
        let body = try await body(of: method, path, accept: "application/json", within: limit)
        return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
    }

    private func body(
        of method: HTTPMethod, _ path: String, accept: String, within limit: Duration
    ) async throws -> ByteBuffer {
        try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await ask(method, path, accept: accept) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() ?? nil else {
                throw HostFailure(
                    operation: "ask for \(path)", reason: "no answer in \(limit)")
            }
            return answer
        }
    }

    private typealias Conversation = NIOAsyncChannel<
        HTTPClientResponsePart, HTTPClientRequestPart
    >

    /// Returns a connection, once the controller accepts it.
    ///
    /// A non-blocking connect fails with EAGAIN while the queue is full; see unix(7).
    private func connected() async throws -> Conversation {
        while true {
            do {
                return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(unixDomainSocketPath: socket) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHTTPClientHandlers()
                            return try Conversation(wrappingChannelSynchronously: channel)
                        }
                    }
            } catch let error as IOError where error.errnoCode == EAGAIN {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Throws if the controller is stopped by a signal: the kernel accepts connections for it, and
    /// no answer follows.
    ///
    /// Source: `unix(7)`, `SO_PEERCRED`, `ucred`: process, user, group.
    private func requireRunning(_ channel: any Channel) async throws {
        guard let options = channel as? any SocketOptionProvider else { return }
        typealias Credentials = (process: pid_t, user: uid_t, group: gid_t)
        let peer: Credentials = try await options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).get()
        guard ["T", "t"].contains(ProcessEntry(pid: peer.process).life?.state) else { return }
        throw HostFailure(
            operation: "ask the controller at \(socket)",
            reason: "its process \(peer.process) is stopped; established traffic continues",
            remedy: "continue it with \"kill -CONT \(peer.process)\", or restart it")
    }

    private func ask(
        _ method: HTTPMethod, _ path: String, accept: String
    ) async throws -> ByteBuffer {
        let conversation = try await connected()
        let channel = conversation.channel
        return try await conversation.executeThenClose { parts, requests in
            try await requireRunning(channel)
            let head = HTTPRequestHead(
                version: .http1_1, method: method, uri: path,
                headers: ["host": "ballast", "accept": accept, "connection": "close"])
            try await requests.write(.head(head))
            try await requests.write(.end(nil))
            var body = ByteBuffer()
            var isThere = true
            for try await part in parts {
                if case .head(let head) = part { isThere = head.status != .notFound }
                if case .body(var bytes) = part { body.writeBuffer(&bytes) }
                if case .end = part { break }
                if body.readableBytes > Self.limit { break }
            }
            guard isThere else { throw AbsentAnswer() }
            return body
        }
    }
}
