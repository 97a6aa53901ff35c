import Addresses
import Model
import NIOCore
import NIOSSL
import NIOTLS

/// Runs an exchange on a channel, behind an optional TLS handler.
final class ChannelExchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The event at the deadline.
    struct Expiry: Sendable {}

    /// Use of TLS.
    enum Security: Sendable {
        /// Never.
        case none
        /// From the first byte, or at the request of the exchange.
        case tls(NIOSSLContext, name: String?, isLater: Bool)

        /// The handler of TLS from the first byte; nil: none.
        var handlerFromStart: NIOSSLClientHandler? {
            get throws {
                guard case .tls(_, _, isLater: false) = self else { return nil }
                return try handler
            }
        }

        /// The phase after connecting.
        var firstPhase: CheckResult.Phase {
            if case .tls(_, _, isLater: false) = self { .tls } else { .receive }
        }

        fileprivate var handler: NIOSSLClientHandler? {
            get throws {
                guard case .tls(let context, let name, _) = self else { return nil }
                return try NIOSSLClientHandler(context: context, serverHostname: name)
            }
        }
    }

    /// Progress of the exchange.
    private enum State {
        case connecting, handshaking, open, concluded
    }

    private var exchange: any Exchange
    private let security: Security
    private let probe: Probe
    private let conclusion: EventLoopPromise<Move>
    private var state = State.connecting
    /// Whether the exchange was opened: TLS established after that secures it.
    private var wasOpened = false
    /// The conclusion while a farewell is being sent.
    private var lastWord: Finding?
    private var data: (any Channel)?

    init(
        _ exchange: any Exchange, _ security: Security, _ probe: Probe,
        _ conclusion: EventLoopPromise<Move>
    ) {
        self.exchange = exchange
        self.security = security
        self.probe = probe
        self.conclusion = conclusion
    }

    func channelActive(context: ChannelHandlerContext) {
        guard state == .connecting else { return }
        if case .tls(_, _, isLater: false) = security {
            state = .handshaking
        } else {
            open(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is Expiry {
            conclude(.done(late(context)), context)
        } else if case TLSUserEvent.handshakeCompleted = event {
            open(context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state == .open else { return }
        let buffer = unwrapInboundIn(data)
        execute(exchange.received(Array(buffer.readableBytesView)[...]), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch state {
        case .concluded: break
        case .open where lastWord != nil:
            conclude(.done(farewellFailed("a closed connection")), context)
        case .open: execute(exchange.ended(), context)
        case .connecting, .handshaking:
            let finding = Finding.failed(
                .tls, expected: "a TLS handshake", seen: "a closed connection")
            conclude(.done(finding), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Servers may close without close_notify; the exchange decides whether the data are
        // complete.
        if state == .open, case NIOSSLError.uncleanShutdown = error { return }
        let seen = TLSWords.text(error)
        guard state == .open else { return conclude(.done(.failed(.tls, seen: seen)), context) }
        if lastWord != nil { return conclude(.done(farewellFailed(seen)), context) }
        if exchange.isTakingLeave { return execute(exchange.ended(), context) }
        conclude(.done(.failed(.receive, seen: seen)), context)
    }

    /// A farewell that fails changes nothing, unless the check consists of sending it.
    private func farewellFailed(_ seen: String) -> Finding {
        guard let lastWord, lastWord.phase != .send else { return .failed(.send, seen: seen) }
        return lastWord
    }

    /// Passes on an event of the second connection.
    func attached(_ event: DataEvent, _ context: ChannelHandlerContext) {
        guard state == .open else { return }
        execute(exchange.attached(event), context)
    }

    private func open(_ context: ChannelHandlerContext) {
        guard state != .concluded else { return }
        state = .open
        if wasOpened { return execute(exchange.secured(), context) }
        wasOpened = true
        if exchange.asksForPlace, let local = context.channel.localAddress.flatMap(Endpoint.init) {
            exchange.placed(at: local)
        }
        execute(exchange.opened(), context)
    }

    private func late(_ context: ChannelHandlerContext) -> Finding {
        if state == .open {
            return lastWord == nil ? exchange.expired() : farewellFailed("no end of it")
        }
        guard context.channel.isActive else {
            return .failed(.connect, expected: "a connection", seen: "no answer")
        }
        return .failed(.tls, expected: "a TLS handshake", seen: "no end of it")
    }

    private func execute(_ move: Move, _ context: ChannelHandlerContext) {
        switch move {
        case .wait: break
        case .send(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .finish(let bytes, let finding):
            lastWord = finding
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes))).whenComplete {
                let (exchange, context) = bound.value
                switch $0 {
                case .success: exchange.conclude(.done(finding), context)
                case .failure(let error): exchange.errorCaught(context: context, error: error)
                }
            }
        case .compute(let work):
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            Calculator.run(work) { result in
                loop.execute {
                    let (exchange, context) = bound.value
                    guard exchange.state == .open else { return }
                    exchange.execute(exchange.exchange.computed(result), context)
                }
            }
        case .secure:
            secure(context)
        case .attach(let port):
            DataConnection.open(port, probe, self, context)
        case .done, .match:
            conclude(move, context)
        }
    }

    /// Inserts TLS before this handler; on an open connection the handshake starts at once.
    private func secure(_ context: ChannelHandlerContext) {
        state = .handshaking
        do {
            guard let tls = try security.handler else {
                preconditionFailure("an exchange asks for TLS only where its settings are given")
            }
            try context.pipeline.syncOperations.addHandler(tls, position: .first)
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    /// Keeps the second connection, which ends with this one.
    func hold(_ channel: any Channel) {
        if state == .concluded { channel.close(promise: nil) } else { data = channel }
    }

    private func conclude(_ move: Move, _ context: ChannelHandlerContext) {
        guard state != .concluded else { return }
        state = .concluded
        data?.close(promise: nil)
        conclusion.succeed(move)
        context.close(mode: .all, promise: nil)
        // TLS has sent its close_notify, and would wait seconds for the server's.
        let tls = try? context.pipeline.syncOperations.context(
            handlerType: NIOSSLClientHandler.self)
        tls?.close(promise: nil)
    }
}

extension Endpoint {
    /// Converts NIO's address, if it is IPv4 or IPv6.
    fileprivate init?(_ address: SocketAddress) {
        guard let text = address.ipAddress, let ip = IPAddress(text), let port = address.port
        else { return nil }
        self.init(ip, port: UInt16(truncatingIfNeeded: port))
    }
}
