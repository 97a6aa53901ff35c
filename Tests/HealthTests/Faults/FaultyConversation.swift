import Glibc
import NIOCore
import NIOSSL
import NIOTLS

/// One connection of a faulty peer.
final class FaultyConversation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let gigabyte = 1 << 30

    private let script: PeerScript
    private let fault: (kind: FaultyPeer.Fault, turn: Int)?
    private let events: AsyncStream<FaultyPeer.Event>.Continuation
    private var turn = 0
    private var hasMisbehaved = false
    /// Bytes of a flood that were taken.
    private var sent = 0

    init(
        _ script: PeerScript, _ fault: (FaultyPeer.Fault, turn: Int)?,
        _ events: AsyncStream<FaultyPeer.Event>.Continuation
    ) {
        self.script = script
        self.fault = fault
        self.events = events
    }

    func channelActive(context: ChannelHandlerContext) {
        // A connection that has fallen silent ends with its server.
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.channel.parent?.closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            bound.value.0.reset(bound.value.1)
        }
        if script.security != .fromStart { begin(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event, script.security == .fromStart {
            begin(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        speak(Array(buffer.readableBytesView), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        events.yield(.ended(sent: sent))
        events.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that goes may say so in any way.
        context.close(promise: nil)
    }

    private func begin(_ context: ChannelHandlerContext) {
        if script.speaksFirst { speak([], context) }
    }

    private func speak(_ request: [UInt8], _ context: ChannelHandlerContext) {
        guard turn < script.replies.count, !hasMisbehaved else { return }
        let reply = script.replies[turn](request)
        if let fault, fault.turn == turn {
            hasMisbehaved = true
            events.yield(.misbehaves)
            return misbehave(fault.kind, reply, context)
        }
        say(reply, context)
        if script.security == .after(turn) { secure(context) }
        turn += 1
    }

    private func secure(_ context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.addHandler(
                NIOSSLServerHandler(context: FaultyPeer.tls.get()), position: .first)
        } catch {
            preconditionFailure("the peer's own certificate can be read: \(error)")
        }
    }

    private func say(_ bytes: some Sequence<UInt8>, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func misbehave(
        _ fault: FaultyPeer.Fault, _ reply: [UInt8], _ context: ChannelHandlerContext
    ) {
        let half = reply.prefix(reply.count / 2)
        // Not even TLS answers who is silent: it hears nothing more.
        if [.hang, .hangInReply, .drip].contains(fault) {
            context.channel.setOption(.autoRead, value: false).whenFailure {
                preconditionFailure("a channel can stop to read: \($0)")
            }
        }
        switch fault {
        case .hang: break
        case .hangInReply: say(half, context)
        case .drip: drip(reply.dropLast(), context)
        case .reset: reset(context)
        case .resetInReply:
            say(half, context)
            reset(context)
        case .resetAfterReply:
            say(reply, context)
            reset(context)
        case .close: context.close(promise: nil)
        case .closeInReply:
            say(half, context)
            context.close(promise: nil)
        case .flood:
            say(script.flood.head, context)
            let block = (0..<max(1, 65_536 / script.flood.block.count))
                .flatMap { _ in script.flood.block }
            flood(ByteBuffer(bytes: block), context)
        }
    }

    private func drip(_ bytes: ArraySlice<UInt8>, _ context: ChannelHandlerContext) {
        guard let first = bytes.first, context.channel.isActive else { return }
        say([first], context)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(5)) {
            bound.value.0.drip(bytes.dropFirst(), bound.value.1)
        }
    }

    private func flood(_ block: ByteBuffer, _ context: ChannelHandlerContext) {
        guard sent < Self.gigabyte, context.channel.isActive else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(block)).whenSuccess {
            let (peer, context) = bound.value
            peer.sent += block.readableBytes
            // Not from within the write itself: that would be a call for each block.
            context.eventLoop.execute { bound.value.0.flood(block, bound.value.1) }
        }
    }

    /// Past TLS, which would take its leave.
    private func reset(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard let socket = context.channel as? any SocketOptionProvider else {
            preconditionFailure("a connection over TCP has the options of a socket")
        }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            let context = bound.value
            // Where there is no TLS, there is nothing to pass.
            let tls = try? context.pipeline.syncOperations.context(
                handlerType: NIOSSLServerHandler.self)
            (tls ?? context).close(promise: nil)
        }
    }
}
