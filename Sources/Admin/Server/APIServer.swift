import Addresses
import Files
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The API and the pages: HTTP/1.1 over TLS, on a thread of their own.
public actor APIServer {
    private let service: APIService
    private let clients = APIClients()
    private let presented = Presented()
    private var listener: (any Channel)?

    /// A thread for the API only, so that its clients delay nothing else.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Creates an API without a port.
    ///
    /// - Parameter pages: the pages for browsers; nil: none.
    public init(
        _ site: any APISite, _ authenticator: any Authenticator, pages: (any PageSite)? = nil
    ) {
        self.init(site, authenticator, pages, times: .usual)
    }

    /// Creates an API with these time limits.
    init(
        _ site: any APISite, _ authenticator: any Authenticator, _ pages: (any PageSite)? = nil,
        times: APITimes
    ) {
        service = APIService(site, authenticator, pages, times)
    }

    /// Uses a certificate for the connections that follow.
    public nonisolated func present(_ identity: APIIdentity) {
        presented.context.withLock { $0 = identity.context }
    }

    /// Listens at an endpoint instead of the former one, and returns the port.
    ///
    /// Connections of the former endpoint end. No interface needs to have the address yet.
    ///
    /// - Parameter endpoint: port 0: any free one.
    ///
    /// **Errors:** `HostFailure`: another program has the port; nothing listens then.
    @discardableResult
    public func open(at endpoint: Endpoint) async throws(HostFailure) -> UInt16 {
        let isMoved = listener != nil
        await closeListener()
        if isMoved { clients.closeAll() }
        do {
            let channel = try await bind(endpoint)
            listener = channel
            return UInt16(channel.localAddress?.port ?? Int(endpoint.port))
        } catch {
            let number = (error as? IOError).map { SystemError($0.errnoCode) }
            throw HostFailure(
                operation: "serve the API on \(endpoint)", reason: number?.words ?? "\(error)",
                errno: number?.name,
                remedy: "end the program that listens there, or change admin.listen")
        }
    }

    /// Closes the port and all connections.
    public func close() async {
        await closeListener()
        clients.closeAll()
    }

    /// The number of open connections.
    nonisolated var connectionCount: Int { clients.count }

    private func closeListener() async {
        // A listener that can't be closed is closed already.
        try? await listener?.close().get()
        listener = nil
    }

    private func bind(_ endpoint: Endpoint) async throws -> any Channel {
        let isSix = endpoint.address.family == .ipv6
        // ip(7), ipv6(7): a node binds its address before an interface has it.
        let freely: ChannelOptions.Types.SocketOption =
            isSix
            ? .init(level: .ipv6, name: .init(rawValue: IPV6_FREEBIND))
            : .init(level: .ip, name: .init(rawValue: IP_FREEBIND))
        var server = bootstrap.serverChannelOption(freely, value: 1)
        if isSix {
            let only = ChannelOptions.Types.SocketOption(
                level: .ipv6, name: .init(rawValue: IPV6_V6ONLY))
            server = server.serverChannelOption(only, value: 1)
        }
        // Without the resolver, which has no address of a family that no interface has.
        let place = try SocketAddress(
            ipAddress: "\(endpoint.address)", port: Int(endpoint.port))
        let bound: EventLoopFuture<any Channel> = server.bind(to: place)
        return try await bound.get()
    }

    private var bootstrap: ServerBootstrap {
        let (service, clients, presented) = (service, clients, presented)
        return ServerBootstrap(group: Self.loops)
            .serverChannelOption(.backlog, value: APILimits.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Two parts of an answer: a slow client fills no more of this node's memory.
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: APILimits.part, high: 2 * APILimits.part)
            )
            .childChannelInitializer { channel in
                let address = IPAddress(mapped: channel.remoteAddress?.ipAddress)
                return channel.eventLoop.makeCompletedFuture {
                    guard let context = presented.context.withLock({ $0 }),
                        let number = clients.admit(channel, from: address)
                    else { throw ChannelError.inappropriateOperationForState }
                    channel.closeFuture.whenComplete { _ in clients.end(number) }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    // Refusals of malformed requests are JSON too.
                    try pipeline.configureHTTPServerPipeline(
                        withErrorHandling: false, withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: APILimits.head)
                    try pipeline.addHandler(
                        APIConnection(service, clients, number: number, address: address))
                }
            }
    }

    /// The certificate for the next connection.
    private final class Presented: Sendable {
        let context = Mutex<NIOSSLContext?>(nil)
    }
}

extension IPAddress {
    /// Parses the address of a connection; an IPv4 address that IPv6 maps is an IPv4 address.
    ///
    /// Source: RFC 4291 section 2.5.5.2.
    fileprivate init?(mapped text: String?) {
        guard let text, let address = IPAddress(text) else { return nil }
        if case .v6(let long) = address, long.high == 0, long.low >> 32 == 0xffff {
            self = .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: long.low)))
        } else {
            self = address
        }
    }
}
