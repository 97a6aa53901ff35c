import Addresses
import Files
import Model
import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// Answers the requests of one connection to the API, one after the other.
final class APIConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The state of the connection.
    enum Phase {
        /// TLS is not established.
        case handshaking
        /// The next request has not begun.
        case waiting
        /// The body of a request arrives.
        case receiving(Request)
        /// The body of a refused request arrives, and is not kept.
        case discarding(APIRefusal, bytes: Int)
        /// The controller makes the answer.
        case answering
        /// The answer is being sent.
        case sending
        /// The connection ends.
        case closing
    }

    /// A request whose body arrives.
    struct Request {
        let target: RequestTarget
        let head: RequestHead
        /// Whether the body has arrived.
        var isComplete = false
        /// The client, or its refusal; nil: it is not known yet.
        var admission: Result<Principal?, APIRefusal>?
    }

    /// The way to answers.
    let service: APIService
    /// All connections.
    let clients: APIClients
    private let number: UInt64
    private let address: String
    private let opened = bootClock()
    private var deadline: Scheduled<Void>?
    /// Whether the client of the present request still has its rights, for streams.
    var rights: @Sendable () async -> Bool = { true }
    /// The work for the present request.
    var task: Task<Void, Never>?
    /// The state of the connection.
    var phase = Phase.handshaking
    /// The body of the request.
    private var body = ByteBuffer()
    /// The bytes of the answer that are not sent yet.
    var rest = ByteBuffer()
    /// Whether the connection ends after the answer.
    var isLast = false
    /// The target of the request, by which a refusal is JSON or a page.
    var target = ""
    /// Whether the answer has no body.
    var isHead = false
    /// The version of HTTP of the answer.
    var version = HTTPVersion.http1_1

    /// Creates the handler of a connection.
    ///
    /// - Parameters:
    ///   - number: its number among the connections.
    ///   - address: that of the client; nil: unknown.
    init(
        _ service: APIService, _ clients: APIClients, number: UInt64, address: IPAddress?
    ) {
        self.service = service
        self.clients = clients
        self.number = number
        self.address = address.map { "\($0)" } ?? "unknown"
    }

    func handlerAdded(context: ChannelHandlerContext) {
        limit(service.times.handshake, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closing
        deadline?.cancel()
        task?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted:
            phase = .waiting
            limit(service.times.request, context)
        case ChannelEvent.inputClosed: close(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            switch phase {
            // The decoder closes the connection next.
            case .waiting, .receiving, .discarding:
                task?.cancel()
                refuseAtOnce(
                    APIRefusal(400, "the request is no HTTP/1.1, or its head is too large"),
                    context)
            case .handshaking, .answering, .sending, .closing: break
            }
        }
        // Else the client has disconnected, or speaks no TLS.
        close(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .waiting): begin(head, context)
        case (.body(let bytes), .receiving(let request)): add(bytes, to: request, context)
        case (.end, .receiving(var request)):
            request.isComplete = true
            proceed(request, context)
        case (.body(let bytes), .discarding(let refusal, let count)):
            let count = count + bytes.readableBytes
            guard count > APILimits.body else {
                phase = .discarding(refusal, bytes: count)
                return
            }
            isLast = true
            refuse(refusal, context)
        case (.end, .discarding(let refusal, _)): refuse(refusal, context)
        // The rest of a request that was answered already.
        default: break
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        isHead = head.method == .HEAD
        version = head.version == .http1_0 ? .http1_0 : .http1_1
        // Without a reliable end of the answer, a connection of HTTP/1.0 ends.
        isLast = !head.isKeepAlive || version == .http1_0
        body = ByteBuffer()
        // Until the client is known, also for a document.
        limit(service.times.request, context)
        target = head.uri
        let request: RequestHead
        do throws(APIRefusal) {
            request = try RequestHead(head)
        } catch {
            // The place of the body's end is in doubt.
            isLast = true
            return refuse(error, context)
        }
        target = request.target
        do throws(APIRefusal) {
            let match = try service.match(request.method, request.target)
            let most = max(match.bodyLimit, APILimits.leastBody)
            guard request.length <= most else {
                throw APIRefusal(413, "the body has more than \(most) bytes")
            }
            phase = .receiving(Request(target: match, head: request))
            admit(match, request.headers, context)
        } catch {
            turnAway(error, isLong: request.isLong || request.expectsContinue, context)
        }
    }

    /// Refuses a request whose body has not arrived: at its end, if that is near.
    private func turnAway(
        _ refusal: APIRefusal, isLong: Bool, _ context: ChannelHandlerContext
    ) {
        guard isLong else {
            phase = .discarding(refusal, bytes: 0)
            return
        }
        isLast = true
        refuse(refusal, context)
    }

    /// Determines the identity of the client while a small body arrives.
    private func admit(
        _ match: RequestTarget, _ headers: APIHeaders, _ context: ChannelHandlerContext
    ) {
        let promise = context.eventLoop.makePromise(of: Result<Principal?, APIRefusal>.self)
        let (service, address) = (service, address)
        task = promise.completeWithTask {
            do throws(APIRefusal) {
                return .success(try await service.admit(match, headers, from: address))
            } catch {
                return .failure(error)
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { admission in
            guard case .receiving(var request) = self.phase else { return }
            request.admission = admission
            self.proceed(request, context)
        }
    }

    private func add(
        _ bytes: ByteBuffer, to request: Request, _ context: ChannelHandlerContext
    ) {
        let isKnown = if case .success? = request.admission { true } else { false }
        let most = max(request.target.bodyLimit, APILimits.leastBody)
        guard
            body.readableBytes + bytes.readableBytes
                <= (isKnown ? most : min(most, APILimits.unknownBody))
        else {
            let refusal = APIRefusal(413, "the body has more than \(most) bytes")
            return turnAway(refusal, isLong: true, context)
        }
        var bytes = bytes
        body.writeBuffer(&bytes)
        // Until the client is known, the rest of a long body stays with it.
        if !isKnown, body.readableBytes > APILimits.body { pause(true, context) }
    }

    private func pause(_ isPaused: Bool, _ context: ChannelHandlerContext) {
        // A connection that is closing reads nothing more anyway.
        try? context.channel.syncOptions?.setOption(.autoRead, value: !isPaused)
    }

    /// Continues a request after its client is known, or its body has arrived.
    private func proceed(_ request: Request, _ context: ChannelHandlerContext) {
        phase = .receiving(request)
        guard let admission = request.admission else { return }
        pause(false, context)
        switch admission {
        case .failure(let refusal):
            if request.isComplete { return refuse(refusal, context) }
            turnAway(
                refusal,
                isLong: request.head.isLong || request.head.expectsContinue
                    || body.readableBytes > APILimits.body, context)
        case .success(let principal):
            if principal != nil { clients.begin(number) }
            guard !request.isComplete else { return answer(request, to: principal, context) }
            awaitBody(of: request, context)
        }
    }

    /// Awaits the body of a known client.
    private func awaitBody(of request: Request, _ context: ChannelHandlerContext) {
        if request.head.isLong { limit(service.times.document, context) }
        guard request.head.expectsContinue, body.readableBytes == 0 else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
            promise: nil)
    }

    private func answer(
        _ request: Request, to principal: Principal?, _ context: ChannelHandlerContext
    ) {
        phase = .answering
        let body = self.body
        self.body = ByteBuffer()
        let (target, headers) = (request.target, request.head.headers)
        if let refusal = target.refusal(ofBody: body.readableBytes, headers.contentType) {
            return refuse(refusal, context)
        }
        limit(service.times.answer, context) {
            self.isLast = true
            self.task?.cancel()
            self.refuse(APIRefusal(503, "the answer takes too long"), context)
        }
        let promise = context.eventLoop.makePromise(of: Result<APIAnswer, APIRefusal>.self)
        let (service, address, opened) = (service, address, opened)
        rights = {
            guard principal != nil else { return true }
            do throws(APIRefusal) {
                return try await service.admit(target, headers, from: address) != nil
            } catch {
                return false
            }
        }
        task = promise.completeWithTask {
            switch target {
            case .api(let match):
                let call = APICall(
                    match.route.name, parameters: match.parameters, body: body,
                    principal: principal, headers: headers, opened: opened)
                return await service.answer(to: call, of: match.route)
            case .page(let visit):
                return await service.answer(
                    to: PageCall(
                        visit, headers, body: body, principal: principal, from: address,
                        opened: opened))
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { result in
            guard case .answering = self.phase else { return }
            switch result {
            case .success(let answer): self.send(answer, as: target.answerType, context)
            case .failure(let refusal): self.refuse(refusal, context)
            }
        }
    }

    /// Closes the connection after a time, unless the next limit begins before.
    ///
    /// - Parameter action: the action at the end of the time; nil: the connection is closed.
    func limit(
        _ time: TimeAmount, _ context: ChannelHandlerContext, _ action: (() -> Void)? = nil
    ) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            if let action { action() } else { self.close(context) }
        }
    }

    /// Ends the time limit.
    func endLimit() { deadline?.cancel() }

    /// Awaits the next request.
    func awaitNext(_ context: ChannelHandlerContext) {
        phase = .waiting
        task = nil
        clients.rest(number)
        limit(service.times.idle, context)
    }

    /// Closes the connection.
    func close(_ context: ChannelHandlerContext) {
        phase = .closing
        deadline?.cancel()
        context.close(promise: nil)
    }
}
