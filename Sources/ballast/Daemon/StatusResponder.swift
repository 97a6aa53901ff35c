import Model
import NIOCore
import NIOHTTP1

/// Answers the requests of one connection, and closes it when nothing moves on it for too long.
final class StatusResponder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let status: @Sendable () async -> Status

    /// A handler that asks for the status with each request.
    init(status: @escaping @Sendable () async -> Status) {
        self.status = status
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        let known = head.method == .GET && head.uri == "/status"
        let status = status
        let text = context.eventLoop.makePromise(of: String.self)
        text.completeWithTask {
            known ? try compactJSON(await status()) : "there is only GET /status"
        }
        text.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let text): self.answer(text, known ? .ok : .notFound, context)
            case .failure: context.close(promise: nil)
            }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that goes away in the middle is its own business.
        context.close(promise: nil)
    }

    private func answer(
        _ text: String, _ code: HTTPResponseStatus, _ context: ChannelHandlerContext
    ) {
        let body = ByteBuffer(string: text + "\n")
        let headers: HTTPHeaders = [
            "content-type": code == .ok ? "application/json" : "text/plain",
            "content-length": "\(body.readableBytes)",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: code, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
