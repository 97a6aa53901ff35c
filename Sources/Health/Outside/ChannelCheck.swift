import Addresses
import Glibc
import Model
import NIOCore
import NIOPosix
import NIOSSL

/// Runs an exchange over a channel: with TLS, from the first byte or later, or with a second
/// connection for data.
enum ChannelCheck {
    /// Threads for checks only: a handshake takes long, and must not delay mail, status and the
    /// holding page.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    /// Runs until the exchange concludes.
    ///
    /// Cancelling the task ends it like its deadline.
    ///
    /// - Parameter opened: called once the connection is open.
    static func run(
        _ probe: Probe, _ exchange: any Exchange, _ settings: TLSSettings?,
        isLater: Bool = false, opened: @escaping @Sendable () -> Void
    ) async -> Move {
        var security = ChannelExchange.Security.none
        if let settings {
            do {
                let context = try await TLSContexts.shared.context(
                    for: settings, protocols: probe.kind.applicationProtocols)
                security = .tls(context, name: settings.asked, isLater: isLater)
            } catch {
                return .done(.inconclusive(.tls, seen: Printable.text("\(error)".utf8)))
            }
        }
        return await run(probe, exchange, security, opened)
    }

    private static func run(
        _ probe: Probe, _ exchange: any Exchange, _ security: ChannelExchange.Security,
        _ opened: @escaping @Sendable () -> Void
    ) async -> Move {
        let loop = loops.next()
        let conclusion = loop.makePromise(of: Move.self)
        let made = loop.makePromise(of: (any Channel).self)
        let connection: EventLoopFuture<any Channel>
        do {
            connection = try bootstrap(probe, loop).channelInitializer { channel in
                made.succeed(channel)
                return channel.eventLoop.makeCompletedFuture {
                    let handlers = channel.pipeline.syncOperations
                    if let tls = try security.handlerFromStart {
                        try handlers.addHandler(tls)
                    }
                    try handlers.addHandler(
                        ChannelExchange(exchange, security, probe, conclusion))
                }
            }.connect(to: SocketAddress(probe.target))
        } catch {
            made.fail(error)
            let move = Move.done(.inconclusive(.connect, seen: "\(error)"))
            conclusion.succeed(move)
            return move
        }
        connection.whenSuccess { _ in opened() }
        connection.whenFailure {
            made.fail($0)
            conclusion.succeed(.done(finding($0, afterReset: security.firstPhase)))
        }
        let move = await withTaskCancellationHandler {
            // The promise never fails.
            (try? await conclusion.futureResult.get()) ?? .wait
        } onCancel: {
            made.futureResult.whenSuccess { channel in
                channel.pipeline.fireUserInboundEventTriggered(ChannelExchange.Expiry())
                channel.close(promise: nil)
            }
        }
        // Usually closed or failed before; the result is available in either case.
        if let channel = try? await connection.get() { try? await channel.close() }
        return move
    }

    /// The common settings of this probe's connections.
    static func bootstrap(_ probe: Probe, _ loop: any EventLoop) throws -> ClientBootstrap {
        // The runner judges the deadline, because it accounts for stalls of this machine.
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(.hours(24))
        guard let source = probe.source else { return bootstrap }
        return try bootstrap.bind(to: SocketAddress(Endpoint(source, port: 0)))
    }

    /// The conclusion of a connection that could not be opened.
    ///
    /// - Parameter afterReset: the phase after connecting: only an open connection can be reset.
    static func finding(
        _ error: any Error, afterReset: CheckResult.Phase = .receive
    ) -> Finding {
        if let error = error as? NIOConnectionError {
            guard let cause = error.connectionErrors.first?.error else {
                return .failed(.connect, seen: "no connection")
            }
            return finding(cause, afterReset: afterReset)
        }
        if let error = error as? IOError {
            let isReset = error.errnoCode == ECONNRESET
            return SocketFailure(number: error.errnoCode)
                .finding(isReset ? afterReset : .connect)
        }
        if case ChannelError.connectTimeout = error {
            return .failed(.connect, expected: "a connection", seen: "no answer")
        }
        return .failed(.connect, seen: TLSWords.text(error))
    }
}

extension TLSSettings {
    /// The name for TLS: without a port, and no address (RFC 6066 section 3).
    fileprivate var asked: String? {
        guard let serverName, IPAddress(serverName) == nil, Endpoint(serverName) == nil else {
            return nil
        }
        return serverName.split(separator: ":").first.map(String.init)
    }
}

extension SocketAddress {
    /// The endpoint as a value of NIO.
    init(_ endpoint: Endpoint) throws {
        try self.init(
            ipAddress: endpoint.address.description, port: Int(endpoint.port))
    }
}
