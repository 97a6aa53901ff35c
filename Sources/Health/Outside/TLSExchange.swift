import NIOCore
import NIOSSL
import NIOTLS

/// Speaks an exchange behind the TLS handler.
final class TLSExchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The event that says that the time is over.
    struct Expiry: Sendable {}

    private var exchange: any Exchange
    private let conclusion: EventLoopPromise<Turn>
    private var isOpen = false
    private var isConcluded = false

    init(_ exchange: any Exchange, _ conclusion: EventLoopPromise<Turn>) {
        self.exchange = exchange
        self.conclusion = conclusion
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is Expiry {
            conclude(.done(late(context)), context)
        } else if case TLSUserEvent.handshakeCompleted = event {
            isOpen = true
            take(exchange.opened(), context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard !isConcluded else { return }
        take(exchange.received(Array(buffer.readableBytesView)[...]), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard !isConcluded else { return }
        guard isOpen else {
            return conclude(
                .done(
                    .failed(.tls, expected: "a TLS handshake", seen: "a closed connection")),
                context)
        }
        take(exchange.ended(), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isConcluded else { return }
        // HTTP servers may close without close_notify; the exchange knows whether all was there.
        if isOpen, case NIOSSLError.uncleanShutdown = error { return }
        let phase: ProbeResult.Phase = isOpen ? .receive : .tls
        conclude(.done(.failed(phase, seen: Printable.text("\(error)".utf8))), context)
    }

    private func late(_ context: ChannelHandlerContext) -> Finding {
        if isOpen { return exchange.expired() }
        guard context.channel.isActive else {
            return .failed(.connect, expected: "a connection", seen: "no answer")
        }
        return .failed(.tls, expected: "a TLS handshake", seen: "no end of it")
    }

    private func take(_ turn: Turn, _ context: ChannelHandlerContext) {
        switch turn {
        case .wait: break
        case .send(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .finish(let bytes, let finding):
            let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
            let place = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)))
                .whenSuccess { bound.value.conclude(.done(finding), place.value) }
        case .done, .match:
            conclude(turn, context)
        }
    }

    private func conclude(_ turn: Turn, _ context: ChannelHandlerContext) {
        guard !isConcluded else { return }
        isConcluded = true
        conclusion.succeed(turn)
        context.close(mode: .all, promise: nil)
    }
}
