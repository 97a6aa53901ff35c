import NIOCore
import NIOHTTP1
import NIOTLS

/// Sends the requests of one connection to a peer, one after the other, and reads the answers.
final class PeerExchanger: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPClientRequestPart

    /// A request and its answer so far.
    private struct Current {
        let exchange: PeerExchange
        let promise: EventLoopPromise<PeerResponse>
        var response: PeerResponse?
        /// The bytes that the place of the object has not got yet.
        var waiting = ByteBuffer()
        var isWriting = false
        var isComplete = false
    }

    private let host: String
    private let secured: EventLoopPromise<Void>
    private var context: ChannelHandlerContext?
    private var current: Current?
    private var deadline: Scheduled<Void>?
    /// Whether a read is held back until the place of an object has got the former bytes.
    private var isReadHeld = false
    /// The first error, which explains the end of the connection.
    private var failure: PeerFailure?

    /// Creates the handler of a connection.
    ///
    /// - Parameters:
    ///   - host: the server, for the head of requests.
    ///   - secured: succeeds after the TLS handshake.
    init(host: String, secured: EventLoopPromise<Void>) {
        self.host = host
        self.secured = secured
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        secured.fail(failure ?? .cut)
        finish(.failure(failure ?? PeerFailure.cut))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { secured.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(Self.failure(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.cut)
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        if current?.isWriting == true {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    /// Sends a request.
    func begin(_ exchange: PeerExchange, _ promise: EventLoopPromise<PeerResponse>) {
        guard let context, context.channel.isActive, failure == nil else {
            return promise.fail(failure ?? PeerFailure.cut)
        }
        precondition(current == nil, "a connection has one request at a time")
        current = Current(exchange: exchange, promise: promise)
        awaitPart(of: exchange)
        context.write(wrapOutboundOut(.head(exchange.head(host: host))), promise: nil)
        if let body = exchange.body {
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange = current?.exchange else { return fail(.broken("an answer too many")) }
        awaitPart(of: exchange)
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let failure = exchange.failure(of: head) { return fail(failure) }
            current?.response = PeerResponse(status: head.status)
        case .body(let bytes): add(bytes, exchange)
        case .end: end()
        }
    }

    private func add(_ bytes: ByteBuffer, _ exchange: PeerExchange) {
        var bytes = bytes
        guard let response = current?.response else { return }
        if let sink = exchange.sink, response.status.code < 400 {
            let count = response.count + bytes.readableBytes
            guard count <= sink.count else { return fail(.broken("an object too long")) }
            current?.response?.count = count
            current?.waiting.writeBuffer(&bytes)
            return pump()
        }
        let isRefusal = response.status.code >= 400
        let limit = isRefusal ? PeerLimits.reason : exchange.limit
        guard response.body.readableBytes + bytes.readableBytes <= limit else {
            return fail(.broken("an answer too long"))
        }
        current?.response?.body.writeBuffer(&bytes)
    }

    private func end() {
        guard let running = current, let response = running.response else { return }
        if response.status.code >= 400 {
            let reason = PeerText.cut(String(buffer: response.body), PeerLimits.reason)
            return finish(
                .failure(PeerFailure.refused(status: response.status.code, reason: reason)))
        }
        if let sink = running.exchange.sink, response.count < sink.count { return fail(.cut) }
        current?.isComplete = true
        pump()
    }

    /// Passes the next bytes of an object on, and ends the exchange after the last ones.
    private func pump() {
        guard let context, let running = current, !running.isWriting else { return }
        guard running.waiting.readableBytes > 0, let sink = running.exchange.sink else {
            if running.isComplete, let response = running.response { finish(.success(response)) }
            return
        }
        let bytes = Array(buffer: running.waiting)
        current?.waiting = ByteBuffer()
        current?.isWriting = true
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.completeWithTask { try await sink.place.write(bytes) }
        promise.futureResult.assumeIsolated().whenComplete { result in
            guard self.current != nil else { return }
            self.current?.isWriting = false
            if case .failure(let error) = result { return self.abandon(error) }
            self.pump()
            if self.isReadHeld, self.current?.isWriting != true {
                self.isReadHeld = false
                self.context?.read()
            }
        }
    }

    /// Begins the wait for the next part of the answer.
    private func awaitPart(of exchange: PeerExchange) {
        deadline?.cancel()
        deadline = context?.eventLoop.assumeIsolated().scheduleTask(in: exchange.patience) {
            self.fail(.silent)
        }
    }

    /// Ends the connection because of its other side.
    private func fail(_ reason: PeerFailure) {
        if failure == nil { failure = reason }
        abandon(failure ?? reason)
    }

    /// Ends the connection.
    private func abandon(_ error: any Error) {
        if failure == nil { failure = .cut }
        secured.fail(error)
        finish(.failure(error))
        context?.close(promise: nil)
    }

    private func finish(_ result: Result<PeerResponse, any Error>) {
        deadline?.cancel()
        guard let promise = current?.promise else { return }
        current = nil
        promise.completeWith(result)
    }

    private static func failure(_ error: any Error) -> PeerFailure {
        switch error {
        case HTTPParserError.invalidEOFState: .cut
        case is HTTPParserError: .broken("no HTTP")
        default: PeerFailure(error)
        }
    }
}
