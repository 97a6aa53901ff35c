import Addresses
import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// Answers the requests of one connection to the replication port, one after the other.
final class PeerResponder: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The state of the connection.
    enum Phase {
        /// TLS is not established.
        case handshaking
        /// The next request has not begun.
        case waiting
        /// The body of a request arrives.
        case receiving(PeerRequest, ByteBuffer)
        /// The node makes the answer.
        case asking
        /// There is no other generation than this yet.
        case polling(after: Digest?)
        /// The answer is being sent.
        case sending
        /// The connection ends.
        case closing
    }

    /// The certificate of the other side.
    private struct Certificate: Sendable {
        let fingerprint: Fingerprint
        let der: [UInt8]
    }

    private let answers: any PeerAnswers
    private let connections: PeerConnections
    private let number: UInt64
    private let address: IPAddress?
    /// The time limits.
    let times: PeerTimes
    private var certificate: Certificate?
    private var deadline: Scheduled<Void>?
    private var task: Task<Void, Never>?
    /// Whether an announcement arrived while the node made an answer.
    private var isAnnounced = false
    /// The state of the connection.
    var phase = Phase.handshaking
    /// The bytes of the answer that are not sent yet.
    var rest = ByteBuffer()
    /// The file of the answer, and the next position in it.
    var file: (reader: ObjectReader, position: Int)?
    /// Whether the connection ends after the answer.
    var isLast = false

    /// Creates the handler of a connection.
    ///
    /// - Parameters:
    ///   - number: its number among the connections.
    ///   - address: that of the other side; nil: unknown.
    init(
        _ answers: any PeerAnswers, _ connections: PeerConnections, number: UInt64,
        address: IPAddress?, times: PeerTimes
    ) {
        self.answers = answers
        self.connections = connections
        self.number = number
        self.address = address
        self.times = times
    }

    func handlerAdded(context: ChannelHandlerContext) {
        limit(times.handshake, "its TLS handshake takes too long", context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closing
        deadline?.cancel()
        task?.cancel()
        file = nil
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted: identify(context)
        case is PeerAnnouncement:
            if case .polling(let known) = phase {
                ask(.generation(after: known), ByteBuffer(), context)
            } else {
                isAnnounced = true
            }
        case ChannelEvent.inputClosed: close(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError(let errors)):
            if errors.contains(where: Self.isCertificateAlert) {
                refuse(
                    "it expects another certificate than that of this node: the address or the "
                        + "identity of a node has changed")
            } else if !errors.contains(.eofDuringHandshake) {
                // Not a port scan, or a host that has lost interest.
                refuse("it does not speak TLS 1.3 with a certificate on P-256")
            }
        case is HTTPParserError: refuse("it sends no HTTP")
        default: break
        }
        close(context)
    }

    /// Whether the other side has ended the handshake because of this node's certificate.
    ///
    /// Source: RFC 8446 section 6.2; BoringSSL names a received alert in its reason.
    private static func isCertificateAlert(_ error: BoringSSLInternalError) -> Bool {
        let words = "\(error)"
        return words.contains("ALERT_CERTIFICATE_UNKNOWN")
            || words.contains("ALERT_BAD_CERTIFICATE")
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .waiting): begin(head, context)
        case (.body(var bytes), .receiving(let request, var body)):
            guard body.readableBytes + bytes.readableBytes <= request.bodyLimit else {
                return turnAway(
                    PeerRefusal(.payloadTooLarge, "the body is too large"), context)
            }
            // The buffer in the state would be copied.
            phase = .asking
            body.writeBuffer(&bytes)
            phase = .receiving(request, body)
        case (.end, .receiving(let request, let body)): ask(request, body, context)
        // The rest of a request that was answered already.
        default: break
        }
    }

    /// Determines the certificate, and with it the slots of the connection.
    private func identify(_ context: ChannelHandlerContext) {
        // Absent or damaged: the handshake requires one, so this does not happen.
        guard let peer = try? context.pipeline.syncOperations.nioSSL_peerCertificate(),
            let der = try? peer.toDERBytes(), der.count <= PeerRecord.certificateLimit
        else {
            refuse("its certificate has more than \(PeerRecord.certificateLimit) bytes")
            return close(context)
        }
        let fingerprint = Fingerprint(certificate: der)
        certificate = Certificate(fingerprint: fingerprint, der: der)
        phase = .waiting
        limit(times.request, "its first request takes too long", context)
        connections.identify(
            number, as: fingerprint, isTrusted: answers.isTrusted(fingerprint))
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard let certificate else { return close(context) }
        isLast = !head.isKeepAlive
        do throws(PeerRefusal) {
            let request = try PeerRequest(head)
            guard request.isForStrangers || !answers.isRevoked(certificate.fingerprint) else {
                throw PeerRefusal(.gone, "the certificate of this node was revoked here")
            }
            guard request.isForStrangers || answers.isTrusted(certificate.fingerprint) else {
                refuse("its certificate \(certificate.fingerprint) is not trusted")
                throw PeerRefusal(
                    .forbidden, "the certificate \(certificate.fingerprint) is not trusted here")
            }
            let length = head.headers["content-length"].first.flatMap { Int($0) } ?? 0
            guard length <= request.bodyLimit else {
                throw PeerRefusal(.payloadTooLarge, "the body is too large")
            }
            phase = .receiving(request, ByteBuffer())
        } catch {
            turnAway(error, context)
        }
    }

    /// Sends a refusal before the request is complete, and ends the connection.
    private func turnAway(_ refusal: PeerRefusal, _ context: ChannelHandlerContext) {
        isLast = true
        send(.refusal(refusal), context)
    }

    private func ask(
        _ request: PeerRequest, _ body: ByteBuffer, _ context: ChannelHandlerContext
    ) {
        guard let certificate else { return close(context) }
        phase = .asking
        isAnnounced = false
        limit(times.answer, nil, context)
        let (answers, address) = (answers, address)
        let promise = context.eventLoop.makePromise(of: PeerAnswer.self)
        task = promise.completeWithTask {
            await Self.answer(request, body, certificate, address, answers)
        }
        promise.futureResult.assumeIsolated().whenSuccess { answer in
            self.answered(request, answer, context)
        }
    }

    private func answered(
        _ request: PeerRequest, _ answer: PeerAnswer, _ context: ChannelHandlerContext
    ) {
        guard case .asking = phase else { return }
        switch (request, answer) {
        case (.generation(let known), .nothing):
            if isAnnounced { return ask(request, ByteBuffer(), context) }
            phase = .polling(after: known)
            deadline?.cancel()
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: times.poll) {
                if case .polling = self.phase { self.send(.nothing, context) }
            }
        case (.join, .refusal(let refusal)):
            refuse("it may not join: \(refusal)")
            turnAway(refusal, context)
        // Its slot is one of strangers.
        case (.join, _):
            isLast = true
            send(answer, context)
        default: send(answer, context)
        }
    }

    private static func answer(
        _ request: PeerRequest, _ body: ByteBuffer, _ peer: Certificate, _ address: IPAddress?,
        _ answers: any PeerAnswers
    ) async -> PeerAnswer {
        do {
            switch request {
            case .hello:
                let hello = await answers.hello(
                    try PeerHello(body), from: peer.fingerprint, at: address)
                return .body(try hello.encoded())
            case .generation(let known):
                return await answers.generation(after: known).map { .generation($0) } ?? .nothing
            case .object(let digest, let start):
                guard let object = await answers.object(digest) else {
                    throw PeerRefusal(.notFound, "there is no such object here")
                }
                guard start == 0 || start < object.size else {
                    return .shorter(object.size)
                }
                return .object(try ObjectReader(object), from: start)
            case .report:
                await answers.report(try PeerReport(body), from: peer.fingerprint)
                return .nothing
            case .entries:
                let entries = try await answers.exchange(
                    Array(buffer: body), from: peer.fingerprint)
                return .body(ByteBuffer(bytes: entries))
            case .lines:
                let number = try await answers.keep(Array(buffer: body), from: peer.fingerprint)
                return .body(ByteBuffer(string: "\(number)"))
            case .join:
                let reply = try await answers.join(
                    try JoinRequest(body), certificate: peer.der, from: address)
                return .body(try reply.encoded())
            }
        } catch let refusal as PeerRefusal {
            return .refusal(refusal)
        } catch {
            return .refusal(PeerRefusal(.internalServerError, "\(error)"))
        }
    }

    /// Closes the connection after a time, unless the next limit begins before.
    ///
    /// - Parameter reason: the refusal that is recorded then; nil: none.
    func limit(_ time: TimeAmount, _ reason: String?, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            if let reason { self.refuse(reason) }
            self.close(context)
        }
    }

    /// Closes the connection.
    func close(_ context: ChannelHandlerContext) {
        phase = .closing
        deadline?.cancel()
        context.close(promise: nil)
    }

    private func refuse(_ reason: String) {
        connections.refuse(SourceNetwork(address), reason)
    }
}
