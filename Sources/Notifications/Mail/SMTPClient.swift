import Model
import NIOCore
import NIOPosix
import NIOSSL
import SystemPackage

/// Delivers letters to a relay.
enum SMTPClient {
    /// Maximum duration of a whole delivery.
    ///
    /// RFC 5321 section 4.5.3.2 allows a relay far more for each step, but news of a failure should
    /// be retried sooner.
    static let patience = TimeAmount.seconds(60)

    /// A thread for mail only, so that a long handshake does not delay status and the holding page.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Delivers one letter over one connection.
    static func deliver(
        _ message: [UInt8], by mail: Notifications.Mail, hello: String,
        patience: TimeAmount = patience
    ) async -> Delivery {
        if let password = mail.password, password.text == nil {
            return .deferred("the file of its password is of no use: \(password.file?.path ?? "")")
        }
        let loop = loops.next()
        let conclusion = loop.makePromise(of: Delivery.self)
        // A promise that succeeds twice keeps the first result: the deadline, or that of the
        // handler.
        let deadline = loop.scheduleTask(in: patience) {
            conclusion.succeed(.deferred("no end within \(Duration(patience).words)"))
        }
        let session = SMTPSession(
            .init(
                hello: hello, from: mail.from, to: mail.to, message: message,
                speaksTLS: mail.tls != nil, login: mail.login, password: mail.password?.text ?? ""))
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(20))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        SMTPHandler(session, conclusion) { try tls(mail) })
                }
            }
            .connect(host: mail.relay, port: Int(mail.port))
        connection.whenFailure { conclusion.succeed(.deferred(words($0))) }
        conclusion.futureResult.whenComplete { _ in
            deadline.cancel()
            connection.whenSuccess { $0.close(promise: nil) }
        }
        return await withTaskCancellationHandler {
            // The promise never fails.
            (try? await conclusion.futureResult.get()) ?? .deferred("no end")
        } onCancel: {
            conclusion.succeed(.deferred("given up"))
        }
    }

    private static func tls(_ mail: Notifications.Mail) throws -> NIOSSLClientHandler {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification =
            mail.tls?.verify == false ? .none : .fullVerification
        if let file = mail.tls?.authority { configuration.trustRoots = .file(file) }
        let isAddress = (try? SocketAddress(ipAddress: mail.relay, port: 0)) != nil
        // SNI must not be an address (RFC 6066 section 3); the certificate is verified for the
        // address.
        return try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration),
            serverHostname: isAddress ? nil : mail.relay)
    }

    /// An error in words for operators, with a limited length.
    static func words(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError {
            if let cause = error.connectionErrors.first?.error { return words(cause) }
            return "the relay's name has no address"
        }
        if let error = error as? IOError {
            // The error's own description names a refused connection a reset one.
            return Errno(rawValue: error.errnoCode).description.lowercased()
        }
        return String("\(error)".prefix(160))
    }
}
