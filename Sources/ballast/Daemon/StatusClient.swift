import FoundationEssentials
import Model
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a running daemon for its status.
struct StatusClient {
    private let socket: String

    /// Largest status that is read.
    ///
    /// **Unit:** bytes.
    private static let limit = 256 << 20

    /// How long an answer may take.
    private static let patience = Duration.seconds(30)

    /// A client of the daemon on this socket.
    init(socket: String) {
        self.socket = socket
    }

    /// The daemon's status.
    ///
    /// **Errors:** when nobody answers, not in time, or not with a status.
    func status() async throws -> Status {
        try await get("/status")
    }

    /// What the daemon answers to a request for this path.
    ///
    /// **Errors:** when nobody answers, not in time, or with something else.
    func get<Answer: Decodable & Sendable>(_ path: String) async throws -> Answer {
        try await answer(to: .GET, path, within: Self.patience)
    }

    /// Has the daemon do something, and returns what it answers.
    ///
    /// **Errors:** as ``get(_:)``.
    func post<Answer: Decodable & Sendable>(
        _ path: String, within limit: Duration
    ) async throws -> Answer {
        try await answer(to: .POST, path, within: limit)
    }

    private func answer<Answer: Decodable & Sendable>(
        to method: HTTPMethod, _ path: String, within limit: Duration
    ) async throws -> Answer {
        let body = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await ask(method, path) }
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
        return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
    }

    private func ask(_ method: HTTPMethod, _ path: String) async throws -> ByteBuffer {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { parts, requests in
            let head = HTTPRequestHead(
                version: .http1_1, method: method, uri: path,
                headers: ["host": "ballast", "connection": "close"])
            try await requests.write(.head(head))
            try await requests.write(.end(nil))
            var body = ByteBuffer()
            for try await part in parts {
                if case .body(var bytes) = part { body.writeBuffer(&bytes) }
                if case .end = part { break }
                if body.readableBytes > Self.limit { break }
            }
            return body
        }
    }
}
