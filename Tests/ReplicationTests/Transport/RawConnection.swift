import NIOCore
import NIOPosix
import NIOSSL

@testable import Replication

/// A connection whose bytes a test decides.
struct RawConnection: Sendable {
    let channel: any Channel
    private let received: EventLoopFuture<[UInt8]>

    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Connects to loopback.
    ///
    /// - Parameters:
    ///   - source: the address from which it connects.
    ///   - identity: the certificate to show in TLS; nil: no TLS.
    ///   - reads: whether bytes of the other side are read.
    init(
        to port: UInt16, from source: String = "127.0.0.1", as identity: PeerIdentity? = nil,
        reads: Bool = true
    ) async throws {
        let loop = Self.loops.next()
        let promise = loop.makePromise(of: [UInt8].self)
        let tls = try identity.map { try PeerTLS.client($0) }
        let connection = try ClientBootstrap(group: loop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 1 << 16)
            .bind(to: SocketAddress(ipAddress: source, port: 0))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(
                            NIOSSLClientHandler(
                                context: tls, serverHostname: nil,
                                customVerificationCallback: { $1.succeed(.certificateVerified) }))
                    }
                    try pipeline.addHandler(Collector(promise, reads: reads))
                }
            }
            .connect(host: "127.0.0.1", port: Int(port))
        connection.whenFailure { promise.fail($0) }
        channel = try await connection.get()
        received = promise.futureResult
    }

    /// Sends bytes; an error means that the other side has closed the connection.
    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Waits until the other side closes the connection, and returns its bytes.
    func ended() async throws -> String {
        String(decoding: try await received.get(), as: UTF8.self)
    }

    /// Closes the connection.
    func close() {
        channel.close(promise: nil)
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundIn = ByteBuffer

        private let promise: EventLoopPromise<[UInt8]>
        private let reads: Bool
        private var bytes: [UInt8] = []

        init(_ promise: EventLoopPromise<[UInt8]>, reads: Bool) {
            self.promise = promise
            self.reads = reads
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += Array(buffer: unwrapInboundIn(data))
            guard !reads else { return }
            context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            promise.succeed(bytes)
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            promise.succeed(bytes)
        }
    }
}
