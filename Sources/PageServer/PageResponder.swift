import NIOCore
import NIOHTTP1

/// Answers the first request of one connection with the holding page, then closes it.
///
/// Further data of the client is read and discarded, so that no reset overtakes the answer.
final class PageResponder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let page: CurrentPage
    private let asked: () -> Void
    private var headLimit: Scheduled<Void>?
    private var isAsked = false
    private var isAnswered = false
    private var isInputOver = false
    private var limit: Scheduled<Void>?

    /// The longest duration of a connection, even an active one.
    static let longest = TimeAmount.seconds(30)
    /// The time limit for the head of a request, however slowly it arrives.
    static let longestHead = TimeAmount.seconds(3)
    /// The longest idle time.
    static let patience = TimeAmount.seconds(5)

    /// Creates a handler that sends the page of the moment of the request.
    ///
    /// - Parameter asked: called once, at the request.
    init(page: CurrentPage, asked: @escaping () -> Void = {}) {
        self.page = page
        self.asked = asked
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        limit = context.eventLoop.scheduleTask(in: Self.longest) { channel.close(promise: nil) }
        headLimit = context.eventLoop.scheduleTask(in: Self.longestHead) {
            channel.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        limit?.cancel()
        headLimit?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = unwrapInboundIn(data), !isAsked else { return }
        isAsked = true
        headLimit?.cancel()
        asked()
        let page = page.value
        let head = HTTPResponseHead(
            version: .http1_1, status: .serviceUnavailable,
            headers: [
                "content-type": "text/html; charset=utf-8",
                "content-length": "\(page.html.readableBytes)",
                "retry-after": "\(page.retryAfter)",
                "cache-control": "no-store",
                "connection": "close",
            ])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(page.html))), promise: nil)
        }
        let sent = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        sent.assumeIsolated().whenComplete { _ in
            self.isAnswered = true
            bound.value.close(mode: self.isInputOver ? .all : .output, promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is IdleStateHandler.IdleStateEvent:
            context.close(promise: nil)
        case ChannelEvent.inputClosed:
            isInputOver = true
            if isAnswered || !isAsked { context.close(promise: nil) }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The client disconnected, or does not use HTTP.
        context.close(promise: nil)
    }
}
