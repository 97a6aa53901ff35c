import NIOCore
import NIOPosix
import Synchronization

/// A relay that cuts each connection after a number of bytes of the server.
final class CuttingRelay: Sendable {
    private let listener: any Channel
    private let counter: Counter

    /// Listens on loopback.
    init(to port: UInt16, cutAfter limit: Int) async throws {
        let accepted = Counter()
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in
                accepted.value.withLock { $0 += 1 }
                let server = ClientBootstrap(group: client.eventLoop)
                    .channelInitializer { server in
                        server.eventLoop.makeCompletedFuture {
                            try server.pipeline.syncOperations.addHandler(
                                Pipe(to: client, cutAfter: limit))
                        }
                    }
                    .connect(host: "127.0.0.1", port: Int(port))
                return server.flatMap { server in
                    client.eventLoop.makeCompletedFuture {
                        try client.pipeline.syncOperations.addHandler(
                            Pipe(to: server, cutAfter: .max))
                    }.flatMap { client.setOption(.autoRead, value: true) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        counter = accepted
    }

    /// The number of connections so far.
    var connections: Int { counter.value.withLock { $0 } }
    /// The port.
    var port: UInt16 { UInt16(listener.localAddress?.port ?? 0) }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    private final class Pipe: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let other: any Channel
        private var left: Int

        init(to other: any Channel, cutAfter limit: Int) {
            self.other = other
            left = limit
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            guard left > 0 else { return }
            let part = bytes.readSlice(length: min(left, bytes.readableBytes)) ?? ByteBuffer()
            left -= part.readableBytes
            let sent = other.writeAndFlush(part)
            guard left == 0 else { return }
            let other = other
            sent.whenComplete { _ in other.close(promise: nil) }
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            other.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
