import NIOCore
import NIOHTTP1

/// Answers the first request of one connection with the holding page, then ends it.
///
/// What a client still sends is read and thrown away, so that no reset overtakes the answer.
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

    /// The longest that a connection may last, however much moves on it.
    static let longest = TimeAmount.seconds(30)
    /// The longest that a request's head may take, however its bytes drip.
    static let longestHead = TimeAmount.seconds(3)
    /// How long nothing may move on it.
    static let patience = TimeAmount.seconds(5)

    /// A handler that sends what the page is when it is asked for it.
    ///
    /// - Parameter asked: called once, when it is asked.
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
        // A client that goes away in the middle, or that speaks no HTTP.
        context.close(promise: nil)
    }
}
