import Addresses
import Model
import NIOCore
import NIOPosix

/// The second connection of an exchange, which only receives data.
final class DataConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let exchange: ChannelExchange
    private let main: ChannelHandlerContext
    private var hasEnded = false

    private init(_ exchange: ChannelExchange, _ main: ChannelHandlerContext) {
        self.exchange = exchange
        self.main = main
    }

    /// Opens a connection to another port of the probe's own target, and to no other address that a
    /// server may name: a check must not give access to the network.
    static func open(
        _ port: UInt16, _ probe: Probe, _ exchange: ChannelExchange,
        _ context: ChannelHandlerContext
    ) {
        let loop = context.eventLoop
        let owner = NIOLoopBound(exchange, eventLoop: loop)
        let main = NIOLoopBound(context, eventLoop: loop)
        do {
            try ChannelCheck.bootstrap(probe, loop).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    owner.value.hold(channel)
                    try channel.pipeline.syncOperations.addHandler(
                        DataConnection(owner.value, main.value))
                }
            }
            .connect(to: SocketAddress(Endpoint(probe.target.address, port: port)))
            .whenFailure {
                owner.value.attached(.failed(ChannelCheck.finding($0).seen), main.value)
            }
        } catch {
            exchange.attached(.failed("\(error)"), context)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        exchange.attached(.opened, main)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        exchange.attached(.received(bytes[...]), main)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard !hasEnded else { return }
        hasEnded = true
        exchange.attached(.ended, main)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !hasEnded else { return }
        hasEnded = true
        exchange.attached(.failed(Printable.text("\(error)".utf8)), main)
    }
}
