import Addresses
import Model
import NIOCore
import NIOPosix
import Testing

@testable import Health

@Suite("Checks that services share")
struct FanOutTests {
    /// Says hello to everybody, and counts them.
    private static func listener(
        _ visits: AsyncStream<UInt16>.Continuation
    ) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                visits.yield(UInt16(channel.localAddress?.port ?? 0))
                return channel.eventLoop.makeCompletedFuture {
                    channel.writeAndFlush(ByteBuffer(string: "hello\n"), promise: nil)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    private static func services(_ ports: [UInt16], _ count: UInt32) -> [Service] {
        (1...count).map { number in
            var service = Service(name: "s\(number)", key: .mark(number, .ipv4))
            service.check = Check(.negotiate)
            service.check?.service = .tcp
            service.check?.expect = "hello"
            service.servers = ports.map {
                RealServer(name: "w\($0)", address: local($0).address, port: $0)
            }
            return service
        }
    }

    @Test("ten services over the same servers ask each of them once a period")
    func visits() async throws {
        let (visits, next) = AsyncStream.makeStream(of: UInt16.self)
        var listeners: [any Channel] = []
        for _ in 0..<10 { listeners.append(try await Self.listener(next)) }
        let ports = listeners.compactMap { $0.localAddress?.port.map { UInt16($0) } }
        let services = Self.services(ports, 10)
        let monitor = HealthMonitor(
            runner: try ProbeRunner(wallClock: { 0 }), publish: { _ in })
        let running = Task { await monitor.run() }
        await monitor.follow(
            Spec(health: HealthDefaults(interval: .milliseconds(100)), services: services))
        var counts: [UInt16: Int] = [:]
        for await port in visits {
            counts[port, default: 0] += 1
            // Few enough for the memory of a verdict, however unevenly a busy machine runs them.
            let most = counts.values.max() ?? 0
            if most >= VerdictMachine.memory / 2 || ports.allSatisfy({ counts[$0] ?? 0 >= 5 }) {
                break
            }
        }
        running.cancel()
        await running.value
        for listener in listeners { try await listener.close() }
        next.finish()
        for await port in visits { counts[port, default: 0] += 1 }
        for port in ports {
            var results: Set<Int> = []
            for service in services {
                let record = await monitor.record(of: local(port), in: service.key)
                results.insert(record?.results.count ?? 0)
            }
            #expect(results.count == 1, "all services know the same of \(port)")
            let known = try #require(results.first)
            let made = try #require(counts[port])
            // Results that were under way at the end are missing, and old ones on a slow machine.
            let isWhole = known == VerdictMachine.memory || made <= known + 2
            #expect(known <= made && isWhole, "\(made) visits, \(known) results")
        }
    }
}
