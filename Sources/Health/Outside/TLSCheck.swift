import Addresses
import NIOCore
import NIOPosix
import NIOSSL

/// Makes an exchange over TLS.
enum TLSCheck {
    /// Until the exchange is concluded; when the task is cancelled, as if its time were over.
    static func run(
        _ probe: Probe, _ settings: TLSSettings, _ exchange: any Exchange
    ) async -> Turn {
        let context: NIOSSLContext
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        do {
            context = try await TLSContexts.shared.context(for: settings)
        } catch {
            return .done(
                .inconclusive(
                    .tls, seen: "the trusted issuers can't be read: \(settings.authorities ?? "")"))
        }
        let conclusion = loop.makePromise(of: Turn.self)
        let made = loop.makePromise(of: (any Channel).self)
        let connection: EventLoopFuture<any Channel>
        do {
            connection = try bootstrap(probe, loop) { channel in
                made.succeed(channel)
                return channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(
                        context: context, serverHostname: settings.asked)
                    try channel.pipeline.syncOperations.addHandlers(
                        tls, TLSExchange(exchange, conclusion))
                }
            }.connect(to: SocketAddress(probe.target))
        } catch {
            made.fail(error)
            let turn = Turn.done(.inconclusive(.connect, seen: "\(error)"))
            conclusion.succeed(turn)
            return turn
        }
        connection.whenFailure {
            made.fail($0)
            conclusion.succeed(.done(finding($0)))
        }
        let turn = await withTaskCancellationHandler {
            // The promise is never failed.
            (try? await conclusion.futureResult.get()) ?? .wait
        } onCancel: {
            made.futureResult.whenSuccess { channel in
                channel.pipeline.fireUserInboundEventTriggered(TLSExchange.Expiry())
                channel.close(promise: nil)
            }
        }
        // Closed or failed before, as a rule; the result is there in either case.
        if let channel = try? await connection.get() { try? await channel.close() }
        return turn
    }

    private static func bootstrap(
        _ probe: Probe, _ loop: any EventLoop,
        _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) throws -> ClientBootstrap {
        let nanoseconds = probe.timeout.nanoseconds
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(nanoseconds))
            .channelInitializer(initializer)
        guard let source = probe.source else { return bootstrap }
        return try bootstrap.bind(to: SocketAddress(Endpoint(source, port: 0)))
    }

    private static func finding(_ error: any Error) -> Finding {
        if let error = error as? NIOConnectionError {
            guard let cause = error.connectionErrors.first?.error else {
                return .failed(.connect, seen: "no connection")
            }
            return finding(cause)
        }
        if let error = error as? IOError {
            return SocketFailure(number: error.errnoCode).finding(.connect)
        }
        if case ChannelError.connectTimeout = error {
            return .failed(.connect, expected: "a connection", seen: "no answer")
        }
        return .failed(.connect, seen: Printable.text("\(error)".utf8))
    }
}

extension TLSSettings {
    /// The name as TLS may ask for it: without a port, and not an address (RFC 6066 section 3).
    fileprivate var asked: String? {
        guard let serverName, IPAddress(serverName) == nil, Endpoint(serverName) == nil else {
            return nil
        }
        return serverName.split(separator: ":").first.map(String.init)
    }
}

extension SocketAddress {
    /// The endpoint as NIO knows it.
    init(_ endpoint: Endpoint) throws {
        try self.init(
            ipAddress: endpoint.address.description, port: Int(endpoint.port))
    }
}
