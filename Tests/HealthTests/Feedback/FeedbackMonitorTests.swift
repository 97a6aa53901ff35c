import Addresses
import Foundation
import Model
import Testing

@testable import Health

@Suite("The asking of agents")
struct FeedbackMonitorTests {
    /// Services of one server each, whose agents are at these ports.
    private static func spec(_ ports: [UInt16]) -> Spec {
        Spec(
            services: ports.enumerated().map { number, port in
                var feedback = Feedback(.agent)
                (feedback.port, feedback.interval, feedback.hold) = (port, .milliseconds(100), 1)
                feedback.timeout = ample
                var service = Service(
                    name: "s\(number)", key: .mark(UInt32(number + 1), .ipv4),
                    servers: [RealServer(name: "web", address: local(80).address, port: 80)])
                service.feedback = feedback
                return service
            })
    }

    private static func monitor(
        restoring snapshot: HealthSnapshot = .init()
    ) throws -> (HealthMonitor, AsyncStream<FeedbackReadings>) {
        let (stream, next) = AsyncStream.makeStream(of: FeedbackReadings.self)
        let monitor = HealthMonitor(
            runner: try ProbeRunner(wallClock: { 7 }), board: HealthBoard(restoring: snapshot),
            publish: { next.yield($0.readings) })
        let running = Task { await monitor.run() }
        next.onTermination = { _ in running.cancel() }
        return (monitor, stream)
    }

    @Test("an agent that many services ask is asked once, and all get its answer")
    func fanOut() async throws {
        let peer = try Peer(.say("42\n"))
        var board = HealthBoard()
        board.follow(Self.spec([peer.port, peer.port, peer.port]), at: 0)
        #expect(board.periods.count == 1 && board.periods.values.first == .milliseconds(100))
        let (monitor, stream) = try Self.monitor()
        await monitor.follow(Self.spec([peer.port, peer.port, peer.port]))
        for await readings in stream {
            let applied = readings.values.compactMap { $0[local(80)]?.idle.applied }
            if applied == [42, 42, 42] { break }
        }
        #expect(await monitor.verdicts.isEmpty)
        withExtendedLifetime(peer) {}
    }

    @Test("an agent that goes is held, then unknown; nobody else notices; it comes back")
    func silence() async throws {
        var gone: Peer? = try Peer(.say("30\n"))
        let port = try #require(gone).port
        let other = try Peer(.say("80\n"))
        let spec = Self.spec([port, other.port])
        let (monitor, stream) = try Self.monitor()
        await monitor.follow(spec)
        var hasAnswered = false
        for await readings in stream {
            let first = readings[spec.services[0].key]?[local(80)]
            let second = readings[spec.services[1].key]?[local(80)]
            if first?.idle.applied == 30, second?.idle.applied == 80 {
                hasAnswered = true
                gone = nil
            }
            if hasAnswered, first?.idle.applied == nil {
                #expect(second?.idle.applied == 80 && first?.missed == 2 && first?.answered == 7)
                break
            }
        }
        #expect(hasAnswered && gone == nil)
        withExtendedLifetime(other) {}
    }

    @Test("services that ask as often share a question; another interval is one of its own")
    func intervals() throws {
        var spec = Self.spec([3333, 3333, 3333])
        spec.services[2].feedback?.interval = .seconds(3)
        var board = HealthBoard()
        board.follow(spec, at: 0)
        #expect(board.periods.values.sorted() == [.milliseconds(100), .seconds(3)])
        let eager = try #require(board.periods.first { $0.value < .seconds(1) }).key
        let report = ProbeReport(
            probe: eager, result: CheckResult(time: 5, .passed, phase: .match),
            answer: FeedbackAnswer(idle: 60))
        let isNews = board.apply([report], at: .now).isNews
        #expect(isNews)
        let applied = spec.services.map { board.readings[$0.key]?[local(80)]?.idle.applied }
        #expect(applied == [60, 60, nil])
    }

    @Test("what was known survives a restart, and a server that is asked no more is forgotten")
    func restart() throws {
        let spec = Self.spec([3333])
        var board = HealthBoard()
        board.follow(spec, at: 0)
        let probe = try #require(board.periods.keys.first)
        let answer = FeedbackAnswer(idle: 60, wish: .drain)
        let news = [Int64(5), 6].map { time in
            let result = CheckResult(time: time, .passed, phase: .match)
            let report = ProbeReport(probe: probe, result: result, answer: answer)
            return board.apply([report], at: .now).isNews
        }
        #expect(news == [true, false])
        let readings = try JSONDecoder().decode(
            [StoredServer<FeedbackMachine>].self,
            from: JSONEncoder().encode(board.snapshot.readings))
        let kept = HealthSnapshot(readings: readings)
        #expect(kept == board.snapshot && kept.knownReadings == board.readings)
        var next = HealthBoard(restoring: kept)
        // A run that never had a document that it could follow.
        #expect(next.snapshot == kept)
        next.follow(spec, at: 7)
        #expect(next.readings == board.readings)
        next.follow(Spec(), at: 7)
        #expect(next.readings.isEmpty && next.periods.isEmpty)
        next.follow(spec, at: 7)
        #expect(next.readings.values.first?[local(80)] == FeedbackReading())
    }
}
