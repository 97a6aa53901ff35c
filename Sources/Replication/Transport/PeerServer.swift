import Addresses
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The replication port: HTTP/1.1 over TLS 1.3, with certificates on both sides.
public actor PeerServer {
    private let identity: PeerIdentity
    private let answers: any PeerAnswers
    private let connections: PeerConnections
    private let times: PeerTimes
    private var listener: (any Channel)?

    /// A thread for this port only, so that its clients delay nothing else.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    /// The most connections that wait to be accepted.
    private static let backlog: Int32 = 256

    /// Creates a server without a port.
    ///
    /// - Parameter refused: records a refused connection, once for each source and minute.
    public init(
        _ identity: PeerIdentity, _ answers: any PeerAnswers,
        refused: @escaping @Sendable (String) async -> Void
    ) {
        self.init(identity, answers, times: .usual, refused: refused)
    }

    /// Creates a server with these time limits.
    init(
        _ identity: PeerIdentity, _ answers: any PeerAnswers, times: PeerTimes,
        refused: @escaping @Sendable (String) async -> Void
    ) {
        self.times = times
        self.identity = identity
        self.answers = answers
        connections = PeerConnections(refused: refused)
    }

    /// Listens at an address instead of the former one, and returns the port.
    ///
    /// Connections stay open.
    ///
    /// - Parameters:
    ///   - address: nil: all addresses. No interface needs to have it yet.
    ///   - port: 0: any free one.
    ///
    /// **Errors:** `HostFailure`: another program has the port.
    @discardableResult
    public func open(at address: IPAddress?, port: UInt16) async throws(HostFailure) -> UInt16 {
        // A listener that can't be closed is closed already.
        try? await listener?.close().get()
        listener = nil
        do {
            let channel: any Channel
            if let address {
                channel = try await bind("\(address)", port)
            } else {
                do {
                    channel = try await bind("::", port)
                } catch let error as IOError where Self.isWithoutSix(error) {
                    channel = try await bind("0.0.0.0", port)
                }
            }
            listener = channel
            return UInt16(channel.localAddress?.port ?? Int(port))
        } catch {
            let place = address.map { "\(Endpoint($0, port: port))" } ?? "port \(port)"
            throw HostFailure(
                operation: "listen for replication at \(place)", channelError: error,
                remedy: "end the program that listens there, or change cluster.replication.port")
        }
    }

    /// Closes the port and all connections.
    public func close() async {
        // As above.
        try? await listener?.close().get()
        listener = nil
        connections.close { _ in true }
    }

    /// Wakes the peers that wait for a generation, after another one is in force.
    public nonisolated func announce() {
        connections.announce()
    }

    /// Names the addresses of the peers, which have limits of their own.
    public nonisolated func expect(_ addresses: Set<IPAddress>) {
        connections.expect(addresses)
    }

    /// Closes the connections whose certificates are not trusted any more.
    public nonisolated func recheck() {
        connections.close { [answers] fingerprint in
            fingerprint.map { !answers.isTrusted($0) } ?? false
        }
    }

    /// The number of open connections.
    nonisolated var connectionCount: Int { connections.count }

    private func bind(_ address: String, _ port: UInt16) async throws -> any Channel {
        let isSix = address.contains(":")
        // ip(7), ipv6(7): a node binds its address before an interface has it.
        let freely: ChannelOptions.Types.SocketOption =
            isSix
            ? .init(level: .ipv6, name: .init(rawValue: IPV6_FREEBIND))
            : .init(level: .ip, name: .init(rawValue: IP_FREEBIND))
        var server = try bootstrap().serverChannelOption(freely, value: 1)
        if isSix {
            let only = ChannelOptions.Types.SocketOption(
                level: .ipv6, name: .init(rawValue: IPV6_V6ONLY))
            server = server.serverChannelOption(only, value: address == "::" ? 0 : 1)
        }
        // Without the resolver, which has no address of a family that no interface has.
        let place = try SocketAddress(ipAddress: address, port: Int(port))
        let bound: EventLoopFuture<any Channel> = server.bind(to: place)
        return try await bound.get()
    }

    /// Whether a host without IPv6 refused all addresses of both families.
    private static func isWithoutSix(_ error: IOError) -> Bool {
        [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode)
    }

    private func bootstrap() throws -> ServerBootstrap {
        let tls = try PeerTLS.server(identity)
        let (answers, connections, times) = (answers, connections, times)
        return ServerBootstrap(group: Self.loops)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Two parts of an answer: a slow reader fills no more of this node's memory.
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: PeerLimits.part, high: 2 * PeerLimits.part)
            )
            .childChannelInitializer { channel in
                let address = IPAddress(source: channel.remoteAddress?.ipAddress)
                return channel.eventLoop.makeCompletedFuture {
                    guard let number = connections.admit(channel, from: address) else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    channel.closeFuture.whenComplete { _ in connections.end(number) }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(PeerTLS.serverHandler(tls))
                    try pipeline.configureHTTPServerPipeline(
                        withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: PeerLimits.head)
                    try pipeline.addHandler(
                        PeerResponder(
                            answers, connections, number: number, address: address, times: times))
                }
            }
    }
}
