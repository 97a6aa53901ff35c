import Addresses
import Glibc
import Model
import NIOCore
import NIOPosix
import TestThreads
import Testing

@testable import Health

@Suite("A loop that stood still", .timeLimit(.minutes(20)), .ownThreads)
struct StallTests {
    /// Servers on all addresses of 127.0.0.0/8: each says back what it got, after a while.
    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let delay: TimeAmount

        init(_ delay: TimeAmount) {
            self.delay = delay
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let channel = context.channel
            let bytes = unwrapInboundIn(data)
            context.eventLoop.scheduleTask(in: delay) { channel.writeAndFlush(bytes, promise: nil) }
        }

        static func start(after delay: TimeAmount) async throws -> any Channel {
            try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: 4_096)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Echo(delay))
                    }
                }.bind(host: "0.0.0.0", port: 0).get()
        }
    }

    private static func question(_ number: Int, _ port: UInt16, _ timeout: Duration) -> Probe {
        let address = IPv4Address(rawValue: 0x7f01_0000 + UInt32(number))
        return Probe(
            .tcp(TCPProbe(send: Array("alive".utf8), expect: .text("alive"))),
            at: Endpoint(.v4(address), port: port), timeout: timeout)
    }

    private func raiseDescriptors() throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        getrlimit(resource, &limit)
        limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 8_192))
        setrlimit(resource, &limit)
        try #require(limit.rlim_cur >= 4_096)
    }

    @Test("of 1,000 healthy servers none is down when it goes on, and dead ones are found")
    func thousand() async throws {
        try raiseDescriptors()
        let server = try await Echo.start(after: .milliseconds(300))
        defer { server.close(promise: nil) }
        let port = UInt16(try #require(server.localAddress?.port))
        let silent = try Peer(.hang)
        // Less than the loss: each check that is in flight would be over.
        let timeout = Duration.seconds(8)
        let healthy = Set((1...1_000).map { Self.question($0, port, timeout) })
        let dead = Self.question(1, Peer.freePort(), timeout)
        let mute = Self.question(1, silent.port, timeout)
        try await withRunner(limits: RunnerLimits(sockets: 2_000)) { runner in
            var periods: [Probe: Duration] = [:]
            for probe in healthy { periods[probe] = .milliseconds(700) }
            periods[dead] = .milliseconds(700)
            periods[mute] = .milliseconds(700)
            runner.update(periods)
            var passed: Set<Probe> = []
            var failures: [Probe: Int] = [:]
            var hasStopped = false
            for await report in runner.reports.joined {
                if report.result.isPassed { passed.insert(report.probe) }
                if report.result.outcome == .failed {
                    failures[report.probe, default: 0] += 1
                    if healthy.contains(report.probe) { Issue.record("\(report.result)") }
                }
                if passed.count < healthy.count { continue }
                if !hasStopped {
                    hasStopped = true
                    failures = [:]
                    _ = await runner.ask { _ in usleep(9_000_000) }
                    passed = []
                } else if failures[dead, default: 0] > 0, failures[mute, default: 0] > 0 {
                    break
                }
            }
            #expect(hasStopped)
        }
    }

    @Test("a failure after a long loss does not count, and the next one does")
    func excuse() async throws {
        // It gives up before the loop goes on.
        let hasty = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.scheduleTask(in: .milliseconds(500)) {
                    channel.close(promise: nil)
                }
                return channel.eventLoop.makeSucceededVoidFuture()
            }.bind(host: "127.0.0.1", port: 0).get()
        defer { hasty.close(promise: nil) }
        let port = UInt16(try #require(hasty.localAddress?.port))
        let probe = Probe(
            .tcp(TCPProbe(expect: .text("never"))), at: local(port), timeout: ample)
        try await withRunner { runner in
            runner.update([probe: .milliseconds(100)])
            let isStopped = { @Sendable () async -> Bool in
                await runner.ask { runner in
                    guard !runner.attempts.isEmpty else { return false }
                    usleep(1_500_000)
                    return true
                } ?? false
            }
            while !(await isStopped()) {}
            var outcomes: [CheckResult.Outcome] = []
            for await report in runner.reports.joined {
                outcomes.append(report.result.outcome)
                if outcomes.count > 1, outcomes[outcomes.count - 2] == .inconclusive { break }
            }
            #expect(outcomes.last == .failed)
        }
    }

    @Test("only what exceeds the usual delay is a loss")
    func pace() {
        var pace = LoopPace()
        let begin = MonotonicTime(nanoseconds: 1_000_000_000)
        pace.reach(begin)
        pace.reach(begin + .milliseconds(200))
        #expect(pace.lost == .zero)
        pace.expect(by: begin + .seconds(5))
        pace.reach(begin + .seconds(4))
        #expect(pace.lost == .zero)
        pace.expect(by: begin + .seconds(5))
        pace.reach(begin + .seconds(11))
        #expect(pace.lost == .seconds(6))
        // It waited for nothing: no moment is late.
        pace.expect(by: nil)
        pace.reach(begin + .seconds(100))
        #expect(pace.lost == .seconds(6))
    }
}

extension AsyncStream where Element == [ProbeReport] {
    /// The reports of all batches, one after the other.
    var joined: AsyncStream<ProbeReport> {
        let (stream, next) = AsyncStream<ProbeReport>.makeStream()
        let reading = Task {
            for await batch in self { for report in batch { next.yield(report) } }
            next.finish()
        }
        next.onTermination = { _ in reading.cancel() }
        return stream
    }
}
