import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

@Suite("Looks in slices")
struct RotationTests {
    private static func table(_ count: UInt16) -> Set<ServiceKey> {
        Set((1...count).map { key(port: $0) })
    }

    /// A rotation over so many services, of which each costs this long.
    private static func rotation(_ count: UInt16, each cost: Duration) -> Rotation {
        var rotation = Rotation()
        rotation.looked(at: Int(count), taking: cost * Int(count))
        return rotation
    }

    @Test("programs that read the firewall do not make looks at a small table rare")
    func programs() {
        var rotation = Rotation()
        rotation.looked(at: 10, taking: .milliseconds(23), programs: .milliseconds(20))
        #expect(rotation.isWhole)
        #expect(rotation.fullPeriod(interval: .seconds(5)) == .milliseconds(4600))
        rotation.looked(at: 10, taking: .milliseconds(90), programs: .milliseconds(60))
        #expect(!rotation.isWhole)
        #expect(rotation.firewallPeriod(interval: .seconds(5)) == .seconds(12))
        rotation.looked(at: 10, taking: .milliseconds(90), programs: .milliseconds(20))
        #expect(rotation.firewallPeriod(interval: .seconds(5)) == .seconds(5))
    }

    @Test("a round of slices has every service once, and each slice keeps the budget")
    func round() {
        let table = Self.table(1000)
        var rotation = Self.rotation(1000, each: .microseconds(200))
        var seen: [ServiceKey] = []
        while seen.count < 1000 {
            let slice = rotation.slice(busy: []) { table }
            #expect(slice.count == 100)
            seen += slice
        }
        #expect(Set(seen) == table && seen.count == 1000)
        // The next round has services that are new.
        #expect(rotation.slice(busy: []) { table.union([key(port: 5000)]) }.count == 100)
    }

    @Test("services with unfinished work are in every slice, or take turns when they are many")
    func busy() {
        let table = Self.table(1000)
        var rotation = Self.rotation(1000, each: .microseconds(200))
        let few: Set<ServiceKey> = [key(port: 700), key(port: 900)]
        for _ in 0..<5 {
            #expect(rotation.slice(busy: few) { table }.isSuperset(of: few))
        }
        let many = Set(
            (1...1000).map { key(port: $0) }.filter { ($0.endpoint?.port ?? 0) % 2 == 0 })
        var seen: Set<ServiceKey> = []
        for _ in 0..<5 {
            let slice = rotation.slice(busy: many) { table }
            #expect(slice.count <= 125)
            seen.formUnion(slice)
        }
        #expect(seen.isSuperset(of: many))
        #expect(seen.count > many.count, "the others have their turn too")
    }

    @Test("a small table is looked at whole and often, a large one whole and seldom")
    func periods() {
        let interval = Duration.seconds(5)
        let small = Self.rotation(10, each: .microseconds(100))
        #expect(small.isWhole && small.fullPeriod(interval: interval) == .milliseconds(500))
        let large = Self.rotation(10_000, each: .microseconds(300))
        #expect(!large.isWhole && large.fullPeriod(interval: interval) == .seconds(3000))
        #expect(large.fullPeriod(interval: interval, isAwaited: true) == .seconds(60))
        #expect(large.slicePeriod(interval: interval) == .seconds(4))
        #expect(large.slicePeriod(interval: .seconds(1)) == .seconds(1))
        let medium = Self.rotation(100, each: .microseconds(210))
        #expect(medium.fullPeriod(interval: interval) == .seconds(21))
        #expect(medium.fullPeriod(interval: .seconds(30)) == .seconds(30))
        let huge = Self.rotation(60_000, each: .milliseconds(1))
        #expect(huge.fullPeriod(interval: interval) == .seconds(3600))
    }

    @Test("an address that waits for its removal brings a look at everything sooner")
    func address() throws {
        let prefix = try #require(Prefix("10.0.0.9/24"))
        let address = InterfaceAddress(interface: "eth0", prefix: prefix)
        var progress = Progress()
        let nothing = Desired()
        let begin = ContinuousClock.now - .seconds(30)
        progress.looked(
            at: .everything, of: 10, taking: .seconds(1), since: begin, at: Moment())
        // At a cost of 1 s the next look is due after 200 s, or after 20 s for an address.
        progress.rotation.looked(at: 10, taking: .seconds(1))
        var last = LastLook()
        last.desired = nothing
        for mark in [AddressOrigin.foreign, .ours] {
            var pass = try Self.pass(Observed(addresses: [address: mark]), nothing)
            pass.plan.waiting = [.address(address)]
            progress.finished(
                pass, .periodic, fulfilling: nothing,
                from: Derivation(of: Spec(), signals: Signals()), at: [InterfaceAddress]())
            last.update(from: pass, at: 0)
            let scope = progress.scope(
                for: .periodic, isNew: false, wishes: nothing, last: last)
            #expect((scope == .everything) == (mark == .ours))
        }
    }

    /// A pass that has looked at this host.
    private static func pass(_ observed: Observed, _ desired: Desired) throws -> Pass {
        var host: any Host = SimulatedHost(observed)
        return try Pass(looking: .everything, at: &host, desired: desired, ledger: Ledger())
    }

    @Test("slices follow what they cost")
    func adapts() {
        let table = Self.table(1000)
        var rotation = Self.rotation(1000, each: .microseconds(200))
        for _ in 0..<40 {
            rotation.sliced(100, taking: .milliseconds(80))
        }
        #expect((25...26).contains(rotation.slice(busy: []) { table }.count))
    }

    @Test("one slow slice does not make the others small")
    func outlier() {
        let table = Self.table(1000)
        var rotation = Self.rotation(1000, each: .microseconds(200))
        rotation.sliced(100, taking: .seconds(4))
        #expect(rotation.slice(busy: []) { table }.count >= 80)
    }

    @Test("a periodic wake with a large table looks at a slice, and a request at everything")
    func slices() async {
        let world = World()
        world.save(Spec(services: (1...60).map { service(servers: 1, port: 1000 + $0) }))
        let loop = await world.start()
        await loop.pass(.document)
        await loop.pass(.verification)
        await loop.expectLargeTable()
        world.host.withLock { $0.state.services[key(port: 1007)] = nil }
        var looked: Set<ServiceKey> = []
        for _ in 0..<4 {
            guard let pass = await loop.pass(.periodic) else { continue }
            #expect((12...17).contains(pass.observed.scope.services.count))
            looked.formUnion(pass.observed.scope.services)
        }
        #expect(looked.count == 60)
        #expect(world.state.services[key(port: 1007)] != nil)
        #expect(world.kinds.contains(.drift))
        let pass = await loop.pass(.request)
        #expect(pass?.observed.scope == .everything)
    }
}

extension Reconciler {
    /// Has the next periodic wakes look at slices, as after a look that took long.
    fileprivate func expectLargeTable() {
        let begin = ContinuousClock.now - .seconds(60)
        progress.looked(
            at: .everything, of: 60, taking: .seconds(60), since: begin, at: Moment())
    }
}
