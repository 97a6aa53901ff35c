import NIOCore
import Synchronization

/// The connections that are tried to one address: a name may have several.
final class DialAttempts: Sendable {
    private let state = Mutex(State())

    private struct State {
        var attempts: [Attempt] = []
        var certificate: Fingerprint?
        var isExpired = false
    }

    private struct Attempt: Sendable {
        let connection: PeerConnection
        /// Succeeds after the TLS handshake.
        let secured: EventLoopFuture<Void>
    }

    /// The certificate of the server; nil: none was shown.
    var certificate: Fingerprint? { state.withLock { $0.certificate } }

    /// Whether the time for the handshake is over.
    var isExpired: Bool { state.withLock { $0.isExpired } }

    /// Closes all connections, because the time is over.
    func expire() {
        state.withLock { $0.isExpired = true }
        closeAll()
    }

    /// Adds a connection.
    func note(_ connection: PeerConnection, _ secured: EventLoopFuture<Void>) {
        state.withLock {
            $0.attempts.append(Attempt(connection: connection, secured: secured))
        }
    }

    /// Records the certificate of the server.
    func note(_ certificate: Fingerprint) {
        state.withLock { $0.certificate = certificate }
    }

    /// Waits for the TLS handshake of a connection.
    ///
    /// **Errors:** those of the handshake.
    func secured(over channel: any Channel) async throws -> PeerConnection {
        let attempt = state.withLock { state in
            state.attempts.first { $0.connection.channel === channel }
        }
        guard let attempt else { throw PeerFailure.cut }
        try await attempt.secured.get()
        return attempt.connection
    }

    /// Closes all connections.
    func closeAll() {
        let all = state.withLock { $0.attempts }
        for attempt in all { attempt.connection.close() }
    }
}
