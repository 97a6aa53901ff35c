import Files
import Glibc
import Model
import NIOCore
import NIOHTTP1

/// Answers the requests of one connection, and closes it if it is idle for too long or a request
/// does not arrive in time.
final class StatusResponder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let replies: StatusReplies
    private let connections: StatusConnections
    private let patience: TimeAmount
    /// The time limit for the next request.
    private var deadline: Scheduled<Void>?

    /// Creates a handler.
    ///
    /// - Parameter patience: the time limit for a request to arrive.
    init(
        replies: StatusReplies, connections: StatusConnections, patience: TimeAmount
    ) {
        self.replies = replies
        self.connections = connections
        self.patience = patience
    }

    func handlerAdded(context: ChannelHandlerContext) {
        awaitRequest(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    private func awaitRequest(_ context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        deadline?.cancel()
        connections.note(context.channel, isAsking: true)
        let (replies, channel) = (replies, context.channel)
        let body = context.eventLoop.makePromise(of: ByteBuffer?.self)
        let path = head.method == .GET ? head.uri : "POST \(head.uri)"
        let request = StatusRequest(path: path, accept: head.headers.first(name: "accept"))
        body.completeWithTask {
            guard head.method == .GET || head.method == .POST else { return nil }
            // Concurrent requests for a status share the answer, because it is large.
            return try await replies.body(for: request) {
                head.method == .POST ? await Self.process(behind: channel) : nil
            }
        }
        body.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let body?): self.answer(body, request.contentType, .ok, context)
            case .success(nil):
                self.answer(
                    ByteBuffer(string: "there is no such thing here\n"), "text/plain", .notFound,
                    context)
            case .failure: context.close(promise: nil)
            }
        }
    }

    /// Returns the process at the other end of a connection; nil: unknown.
    ///
    /// Source: `unix(7)`, `SO_PEERCRED`, `ucred`: process, user, group.
    private static func process(behind channel: any Channel) async -> pid_t? {
        guard let options = channel as? any SocketOptionProvider else { return nil }
        typealias Credentials = (process: pid_t, user: uid_t, group: gid_t)
        // An unknown process proves nothing.
        let peer: Credentials? = try? await options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).get()
        return peer.flatMap { $0.process > 0 ? $0.process : nil }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that disconnects during a request needs no answer.
        context.close(promise: nil)
    }

    private func answer(
        _ body: ByteBuffer, _ type: String, _ code: HTTPResponseStatus,
        _ context: ChannelHandlerContext
    ) {
        let headers: HTTPHeaders = [
            "content-type": type, "content-length": "\(body.readableBytes)",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: code, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        connections.note(context.channel, isAsking: false)
        awaitRequest(context)
    }
}
