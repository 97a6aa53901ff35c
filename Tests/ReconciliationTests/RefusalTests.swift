import Addresses
import Model
import Planning
import Reconciliation
import Synchronization
import Testing

@Suite("Steps that the kernel refuses")
struct RefusalTests {
    /// Refuses every step about the server with this number.
    private func refuse(_ world: World, _ number: Int) {
        let target = endpoint(number)
        world.host.withLock {
            $0.refusal = { step in
                guard case .ipvs(.addDestination(let destination, _)) = step,
                    destination.endpoint == target
                else { return nil }
                return HostFailure(
                    operation: step.operation, reason: "out of memory", errno: "ENOMEM")
            }
        }
    }

    @Test("the others are done, status shows it, and it is tried again with backoff")
    func retried() async {
        let world = World()
        refuse(world, 2)
        world.save(spec(servers: 3))
        let loop = await world.start()
        await loop.pass(.document)
        #expect(world.state.services[key()]?.destinations.count == 2)
        var status = await loop.status()
        #expect(status.failures.map(\.attempts) == [1])
        #expect(status.failures.first?.failure.errno == "ENOMEM")
        #expect(status.services[0].servers[1].reason?.contains("out of memory") == true)
        #expect(!status.health.healthy)

        await loop.pass(.periodic)
        #expect(await loop.status().failures.map(\.attempts) == [1], "waits for its time")
        world.wait(seconds: 1)
        await loop.pass(.periodic)
        status = await loop.status()
        #expect(status.failures.map(\.attempts) == [2])
        #expect(status.failures.map(\.retryIn) == [2000])
        #expect(world.kinds.filter { $0 == .failed }.count == 1, "one event for one trouble")

        world.host.withLock { $0.refusal = { _ in nil } }
        world.wait(seconds: 2)
        await loop.pass(.periodic)
        #expect(world.state.services[key()]?.destinations.count == 3)
        #expect(await loop.status().health.healthy)
        #expect(world.kinds.contains(.recovered))
        #expect(!world.kinds.contains(.drift))
    }

    @Test("when no new server can be added, the old one is not taken away, however long it lasts")
    func lastServerStays() async {
        let world = World()
        world.save(spec(servers: 1))
        let loop = await world.start()
        await loop.pass(.document)
        refuse(world, 2)
        var replaced = spec(servers: 2)
        replaced.services[0].servers.removeFirst()
        world.save(replaced)
        await loop.pass(.document)
        for _ in 0..<20 {
            await loop.pass(.periodic)
            world.wait(seconds: 1)
            let usable = world.state.services[key()]?.destinations.values.contains {
                $0.destination.weight > 0
            }
            #expect(usable == true)
        }
        world.host.withLock { $0.refusal = { _ in nil } }
        world.wait(seconds: 60)
        await loop.pass(.periodic)
        await loop.pass(.verification)
        #expect(world.state.services[key()].map { Array($0.destinations.keys) } == [endpoint(2)])
    }

    @Test("an announcement that failed is made again, though the address is there")
    func announcement() async throws {
        let world = World()
        var document = spec(servers: 1)
        let prefix = try #require(Prefix("10.0.0.1/24"))
        document.virtualAddresses = [VirtualAddress(address: prefix, interface: "eth0")]
        world.host.withLock {
            $0.state.interfaces = ["eth0"]
            $0.refusal = { step in
                guard case .address(.announce) = step else { return nil }
                return HostFailure(operation: "announce", reason: "link is down", errno: "ENETDOWN")
            }
        }
        world.save(document)
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.periodic)
        #expect(await !loop.status().health.healthy)
        world.host.withLock { $0.refusal = { _ in nil } }
        world.wait(seconds: 2)
        await loop.pass(.periodic)
        #expect(await loop.status().health.healthy)
        let announced = world.host.withLock { host in
            host.history.filter { $0.succeeded }.map(\.step).contains {
                if case .address(.announce) = $0 { true } else { false }
            }
        }
        #expect(announced)
    }

    @Test("SIGHUP tries at once what waits")
    func request() async {
        let world = World()
        refuse(world, 1)
        world.save(spec(servers: 1))
        let loop = await world.start()
        await loop.pass(.document)
        world.host.withLock { $0.refusal = { _ in nil } }
        await loop.pass(.request)
        #expect(world.state.services[key()]?.destinations.count == 1)
    }

    @Test("a failure whose object is no longer asked for is forgotten")
    func forgotten() async {
        let world = World()
        refuse(world, 2)
        world.save(spec(servers: 2))
        let loop = await world.start()
        await loop.pass(.document)
        world.save(spec(servers: 1))
        await loop.pass(.document)
        #expect(await loop.status().health.healthy)
    }

    @Test("the wait doubles up to a minute")
    func backoff() {
        var retries = Retries()
        let step = Step.ipvs(.removeService(key()))
        let failure = Outcome(
            step: step, result: .failed(HostFailure(operation: "x", reason: "y")))
        var waits: [Int64] = []
        for _ in 1...9 {
            _ = retries.record([failure], at: Moment())
            waits.append(retries.next(after: Moment())?.milliseconds ?? 0)
        }
        #expect(waits == [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000])
        _ = retries.record([Outcome(step: step, result: .done)], at: Moment())
        #expect(retries.next(after: Moment()) == nil)
    }
}
