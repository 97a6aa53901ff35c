import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Makes connections to peers.
public struct PeerDialer: Sendable {
    private let identity: PeerIdentity
    private let tls: NIOSSLContext

    /// A thread for connections to peers, which hostile clients of the port do not use.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    /// The time limit for a connection without TLS.
    private static let connectTime = TimeAmount.seconds(5)

    /// Creates a dialer that shows this identity.
    ///
    /// **Errors:** `HostFailure`: TLS refuses the identity.
    public init(_ identity: PeerIdentity) throws(HostFailure) {
        self.identity = identity
        do {
            tls = try PeerTLS.client(identity)
        } catch {
            throw HostFailure(operation: "use the identity of this node", reason: "\(error)")
        }
    }

    /// Connects to the first address at which the node with this certificate answers.
    ///
    /// **Errors:** `PeerFailure`: of the last address, or another certificate.
    public func connect(
        to addresses: [PeerAddress], expecting fingerprint: Fingerprint
    ) async throws(PeerFailure) -> PeerConnection {
        var failure = PeerFailure.unreachable("no address is known")
        for address in addresses {
            do throws(PeerFailure) {
                return try await connect(to: address, expecting: fingerprint)
            } catch {
                if case .otherCertificate = failure { continue }
                failure = error
            }
            if Task.isCancelled { break }
        }
        throw failure
    }

    /// Joins the cluster of the node that has issued a token.
    ///
    /// The node's certificate is verified before anything is sent.
    ///
    /// - Parameters:
    ///   - name: that of this node.
    ///   - own: the address at which other nodes reach this one; nil: that of the connection.
    ///
    /// **Errors:** `PeerFailure`, `.refused` if the token is not valid there.
    public func join(
        _ token: JoinToken, at address: PeerAddress, as name: String, own: String? = nil
    ) async throws(PeerFailure) -> JoinReply {
        let connection = try await connect(to: address, expecting: token.issuer)
        defer { connection.close() }
        let proof = token.proof(
            server: token.issuer, joiner: identity.fingerprint, name: name)
        return try await connection.join(JoinRequest(proof: proof, name: name, address: own))
    }

    private func connect(
        to address: PeerAddress, expecting fingerprint: Fingerprint
    ) async throws(PeerFailure) -> PeerConnection {
        let loop = Self.loops.next()
        let attempts = DialAttempts()
        let connection = bootstrap(loop).channelInitializer { channel in
            let secured = loop.makePromise(of: Void.self)
            // Ended on the loop, so that a busy pool of threads does not lengthen the handshake.
            let deadline = loop.scheduleTask(in: Self.connectTime + PeerTimes.usual.handshake) {
                attempts.expire()
            }
            secured.futureResult.whenComplete { _ in deadline.cancel() }
            let exchanger = PeerExchanger(host: "\(address)", secured: secured)
            attempts.note(
                PeerConnection(
                    channel: channel, exchanger: NIOLoopBound(exchanger, eventLoop: loop)),
                secured.futureResult)
            return channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                // First, because it completes the promise.
                try pipeline.addHandler(exchanger)
                try pipeline.addHTTPClientHandlers(
                    position: .first, encoderConfiguration: .init(),
                    decoderLimitConfiguration: PeerLimits.head)
                try pipeline.addHandler(
                    PeerTLS.clientHandler(tls, expecting: fingerprint) { attempts.note($0) },
                    position: .first)
            }
        }.connect(host: address.host, port: Int(address.port))
        do {
            return try await withTaskCancellationHandler {
                let channel = try await connection.get()
                return try await attempts.secured(over: channel)
            } onCancel: {
                attempts.closeAll()
            }
        } catch {
            attempts.closeAll()
            if let found = attempts.certificate, found != fingerprint {
                throw .otherCertificate(found)
            }
            throw attempts.isExpired ? .silent : PeerFailure(error)
        }
    }

    private func bootstrap(_ loop: any EventLoop) -> ClientBootstrap {
        // tcp(7): a peer that has lost its power is noticed within 15 s of silence.
        ClientBootstrap(group: loop)
            .connectTimeout(Self.connectTime)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: 5)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: 5)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 2)
    }
}
