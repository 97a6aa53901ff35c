import NIOCore
import NIOSSL
import NIOTLS

/// Runs a session on a connection.
final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session: SMTPSession
    private let conclusion: EventLoopPromise<Delivery>
    private let makeTLS: () throws -> NIOSSLClientHandler
    private var isConcluded = false

    init(
        _ session: SMTPSession, _ conclusion: EventLoopPromise<Delivery>,
        makeTLS: @escaping () throws -> NIOSSLClientHandler
    ) {
        self.session = session
        self.conclusion = conclusion
        self.makeTLS = makeTLS
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isConcluded else { return }
        perform(session.received(unwrapInboundIn(data).readableBytesView), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event {
            perform(session.secured(), context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        conclude(session.interrupted("the relay closed the connection"), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        conclude(session.interrupted(SMTPClient.words(error)), context)
    }

    private func perform(_ action: SMTPSession.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .wait: break
        case .send(let bytes): send(bytes, context)
        case .startTLS:
            do {
                try context.pipeline.syncOperations.addHandler(makeTLS(), position: .first)
            } catch {
                conclude(session.interrupted(SMTPClient.words(error)), context)
            }
        case .finish(let bytes, let delivery):
            send(bytes, context)
            conclude(delivery, context)
        }
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func conclude(_ delivery: Delivery, _ context: ChannelHandlerContext) {
        guard !isConcluded else { return }
        isConcluded = true
        conclusion.succeed(delivery)
        context.close(promise: nil)
    }
}
