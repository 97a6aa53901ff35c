import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("The loop's snapshot")
struct SnapshotTests {
    /// A document of so many services with two servers each, all of which are down.
    private static func outage(services count: Int) throws -> (Spec, Verdicts) {
        var spec = Spec()
        var verdicts: Verdicts = [:]
        for number in 0..<count {
            let listen = try #require(Endpoint("10.1.\(number / 200).\(number % 200 + 1):80"))
            let key = ServiceKey.listen(.tcp, listen)
            var service = Service(name: "s\(number)", key: key, check: Check(.connect))
            service.forwarding = .masq
            service.servers = try (1...2).map { server in
                let address = try #require(
                    IPAddress("10.2.\(number / 200).\(number % 200 + 1)"))
                return RealServer(name: "r\(server)", address: address, port: UInt16(80 + server))
            }
            for server in service.servers {
                verdicts[key, default: [:]][service.endpoint(of: server)] = Verdict(.down)
            }
            spec.services.append(service)
        }
        return (spec, verdicts)
    }

    private static func work(services count: Int) async throws -> Int {
        let world = World()
        let (spec, verdicts) = try outage(services: count)
        world.save(spec)
        world.verdicts.withLock { $0 = verdicts }
        let loop = await world.start()
        await loop.pass(.document)
        let work = WorkCount()
        let status = await loop.snapshot().status(counting: work)
        #expect(status.services.count == count && status.health.reasons.count >= count)
        return work.elements
    }

    @Test("the work of a status grows with the servers, and no faster, when all are down")
    func linear() async throws {
        let (small, large) = (try await Self.work(services: 50), try await Self.work(services: 400))
        #expect(small > 0)
        // Eight times the servers; a constant part makes it less.
        #expect(large <= small * 8, "\(small) elements for 50 services, \(large) for 400")
    }

    @Test("the steps of a pass are not kept with its plan")
    func steps() async throws {
        let world = World()
        let (spec, _) = try Self.outage(services: 3)
        world.save(spec)
        let loop = await world.start()
        let pass = try #require(await loop.pass(.document))
        #expect(pass.plan.steps.count >= 9)
        #expect(await loop.last.plan.steps.isEmpty)
        #expect(await loop.last.observed.services.count == 3)
    }

    @Test("a status is made of a snapshot while the loop is held up in the kernel")
    func offTheLoop() async throws {
        let world = World()
        let (spec, verdicts) = try Self.outage(services: 3)
        world.save(spec)
        world.verdicts.withLock { $0 = verdicts }
        let loop = await world.start()
        await loop.pass(.document)
        let snapshot = await loop.snapshot()
        // The loop's host waits for this lock until the status is there.
        world.host.withLock { _ in
            Task { await loop.pass(.periodic) }
            #expect(snapshot.status().services.count == 3)
            #expect(snapshot.explanation(of: "s1")?.servers.count == 2)
        }
    }

    @Test("an address that another program moves has a row that says where it is, and no reason")
    func external() async throws {
        let world = World()
        let prefix = try #require(Prefix("10.0.0.100/24"))
        var spec = Spec()
        spec.virtualAddresses = [
            VirtualAddress(address: prefix, interface: "", isExternal: true)
        ]
        world.save(spec)
        let loop = await world.start()
        for isHere in [false, true] {
            let place = InterfaceAddress(interface: "eth1", prefix: Prefix(host: prefix.address))
            world.host.withLock { $0.state.addresses = isHere ? [place: .foreign] : [:] }
            await loop.pass(.periodic)
            let status = await loop.status()
            let row = try #require(status.addresses.first)
            #expect(status.addresses.count == 1 && row.external == true)
            #expect(row.present == isHere && row.wanted == isHere)
            #expect(row.place == (isHere ? "10.0.0.100/24 on eth1" : "10.0.0.100/24"))
            #expect(!status.health.reasons.contains { $0.hasPrefix("missing") })
        }
    }
}
