import Addresses
import Model
import Testing

@testable import Health

@Suite("The monitor")
struct MonitorTests {
    /// The verdict on the only server of this document, whenever it changes.
    private func verdicts(
        _ check: Check, at endpoint: Endpoint, of servers: Int = 1
    ) async throws -> AsyncStream<[Verdict]> {
        let (stream, next) = AsyncStream.makeStream(of: [Verdict].self)
        var spec = Spec(health: HealthDefaults(interval: .milliseconds(100)))
        for number in 0..<servers {
            let key = ServiceKey.mark(UInt32(number + 1), .ipv4)
            var service = Service(name: "s\(number)", key: key)
            service.check = check
            service.servers = [
                RealServer(name: "web", address: endpoint.address, port: endpoint.port)
            ]
            spec.services.append(service)
        }
        let monitor = HealthMonitor(
            runner: try ProbeRunner(wallClock: { 0 }),
            publish: { next.yield($0.verdicts.values.flatMap(\.values)) })
        let running = Task { await monitor.run() }
        next.onTermination = { _ in running.cancel() }
        await monitor.follow(spec)
        return stream
    }

    private func first(
        _ stream: AsyncStream<[Verdict]>, where condition: ([Verdict]) -> Bool
    ) async -> [Verdict]? {
        for await verdicts in stream where condition(verdicts) { return verdicts }
        return nil
    }

    private func loopback(_ port: UInt16) throws -> Endpoint {
        Endpoint(try #require(IPAddress("127.0.0.1")), port: port)
    }

    @Test("a server that answers is up, one that refuses is down, for all services that ask")
    func upAndDown() async throws {
        let peer = try Peer(.hang)
        let up = try await verdicts(Check(.connect), at: try loopback(peer.port), of: 3)
        #expect(await first(up) { $0.count == 3 && $0.allSatisfy { $0.state == .up } } != nil)
        let closed = try await verdicts(
            Check(.connect), at: try loopback(Peer.freePort()), of: 3)
        #expect(await first(closed) { $0.count == 3 && $0.allSatisfy { $0.state == .down } } != nil)
    }

    @Test("a node without the addresses checks at its own interval, and keeps its verdicts")
    func role() async throws {
        let peer = try Peer(.hang)
        let endpoint = try loopback(peer.port)
        let (news, next) = AsyncStream.makeStream(of: HealthNews.self)
        var spec = Spec(health: HealthDefaults(interval: .milliseconds(100)))
        spec.health.backupInterval = .seconds(3_600)
        var service = Service(name: "web", key: .mark(1, .ipv4))
        service.check = Check(.connect)
        service.servers = [
            RealServer(name: "web", address: endpoint.address, port: endpoint.port)
        ]
        spec.services = [service]
        let monitor = HealthMonitor(
            runner: try ProbeRunner(wallClock: { 0 }), publish: { next.yield($0) })
        let running = Task { await monitor.run() }
        defer { running.cancel() }
        await monitor.follow(spec)
        for await news in news where news.verdicts[service.key]?[endpoint]?.state == .up { break }
        func interval() async -> Int? {
            await monitor.record(of: endpoint, in: service.key)?.interval
        }
        #expect(await interval() == 100)
        await monitor.follow(carriesAddresses: false)
        #expect(await interval() == 3_600_000)
        #expect(await monitor.verdicts[service.key]?[endpoint]?.state == .up)
        // Another document of a backup, whose checks have a longer interval of their own.
        spec.services[0].check?.interval = .seconds(7_200)
        await monitor.follow(spec)
        #expect(await interval() == 7_200_000)
        spec.services[0].check?.interval = nil
        await monitor.follow(spec)
        await monitor.follow(carriesAddresses: true)
        #expect(await interval() == 100)
        spec.health.backupInterval = nil
        await monitor.follow(carriesAddresses: false)
        await monitor.follow(spec)
        #expect(await interval() == 100)
    }

    @Test("who asks seldom is not judged faster because another asks the same often")
    func sharing() async throws {
        let (stream, next) = AsyncStream.makeStream(of: [Verdict.State?].self)
        var peer: Peer? = try Peer(.hang)
        let endpoint = try loopback(try #require(peer).port)
        let services = [Duration.milliseconds(100), .seconds(3_600)].enumerated().map {
            number, interval in
            var service = Service(name: "s\(number)", key: .mark(UInt32(number + 1), .ipv4))
            service.check = Check(.connect)
            service.check?.interval = interval
            service.servers = [
                RealServer(name: "web", address: endpoint.address, port: endpoint.port)
            ]
            return service
        }
        let monitor = HealthMonitor(
            runner: try ProbeRunner(wallClock: { 0 }),
            publish: { news in
                next.yield(services.map { news.verdicts[$0.key]?[endpoint]?.state })
            })
        let running = Task { await monitor.run() }
        await monitor.follow(Spec(services: services))
        for await states in stream {
            if states == [.up, .up] { peer = nil }
            if states.first == .down {
                #expect(states == [.down, .up])
                break
            }
        }
        running.cancel()
        #expect(peer == nil)
    }

    @Test("after so many connects a conversation decides, and holds up nobody else")
    func connectsThenNegotiate() async throws {
        let peer = try Peer(.hang)
        var check = Check(.connects(2))
        check.service = .http
        check.negotiateTimeout = .milliseconds(300)
        let stream = try await verdicts(check, at: try loopback(peer.port))
        #expect(await first(stream) { $0.first?.state == .up } != nil, "it takes connections")
        #expect(await first(stream) { $0.first?.state == .down } != nil, "and says nothing")
    }
}
