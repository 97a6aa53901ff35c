import Addresses
import Model
import Planning
import Synchronization
import Testing

@testable import Reconciliation

/// The proofs of the document beside the rules that other programs have on the host.
@Suite("Firewall rules of others in the loop")
struct FirewallLoopTests {
    private static let raw = FirewallChain(.raw, "PREROUTING")

    private static func document() throws -> Spec {
        var spec = Spec(services: [
            Service(
                name: "web", key: .listen(.tcp, try #require(Endpoint("10.0.0.1:80"))))
        ])
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(admin: [try #require(Prefix("192.168.1.0/24"))])
        spec.firewall = firewall
        return spec
    }

    /// Gives the host the tables of Ballast's rules, with rules of another program in raw.
    private static func show(_ others: [FirewallRule], in world: World) {
        world.host.withLock { host in
            for (family, rules) in host.state.firewall {
                var tables = FirewallTables(rules)
                tables.backend = .nft
                if !others.isEmpty {
                    tables.chains[raw] = FirewallTables.Content(rules: others)
                }
                host.state.firewallTables[family] = [tables]
            }
        }
    }

    @Test("a rule against the document is a reason and one event, until it is gone")
    func contradiction() async throws {
        let world = World()
        world.save(try Self.document())
        let loop = await world.start()
        await loop.pass(.document)
        Self.show([], in: world)
        await loop.pass(.periodic)
        func reasons() async -> [String] {
            await loop.status().health.reasons.filter { $0.contains("the rules of the host") }
        }
        #expect(await reasons() == [])
        var drop = FirewallRule(.drop)
        drop.transport = .tcp
        drop.destinationPorts = [80...80]
        Self.show([drop], in: world)
        for _ in 0..<3 { await loop.pass(.periodic) }
        let found = await reasons()
        #expect(found.count == 1)
        let reason = try #require(found.first)
        #expect(reason.hasPrefix("firewall ipv4: the rules of the host drop tcp "))
        #expect(reason.contains("service web: raw PREROUTING rule 1"))
        func texts() -> [String] { world.events.withLock { $0.map(\.message) } }
        #expect(texts().count { $0 == reason } == 1)
        Self.show([], in: world)
        await loop.pass(.periodic)
        #expect(await reasons() == [])
        #expect(world.kinds.contains(.recovered))
    }

    @Test("rules are not loaded while no ledger can have them, and later changes of them are")
    func unsaved() async throws {
        let world = World()
        world.diskIsFull.withLock { $0 = true }
        world.save(try Self.document())
        let loop = await world.start()
        await loop.pass(.document)
        func rules() -> Int { world.host.withLock { $0.state.firewall.count } }
        #expect(rules() == 0)
        #expect(world.ledger.withLock { $0.firewall.isEmpty })
        await loop.pass(.periodic)
        #expect(rules() == 0)
        world.diskIsFull.withLock { $0 = false }
        for _ in 0..<40 where rules() == 0 { await loop.pass([.periodic, .request]) }
        #expect(rules() == 2)
        #expect(world.ledger.withLock { $0.firewall.count } == 2)
        // A flushed chain is loaded again although the disk is full.
        world.diskIsFull.withLock { $0 = true }
        world.host.withLock { $0.state.firewall = [:] }
        await loop.pass(.periodic)
        #expect(rules() == 2)
    }

    @Test("rules that are there already are in the ledger, and leave with the document")
    func adopted() async throws {
        let world = World()
        world.save(try Self.document())
        let loop = await world.start()
        await loop.pass(.document)
        world.ledger.withLock { $0.firewall = [] }
        let next = await world.start()
        await next.pass(.document)
        #expect(world.ledger.withLock { $0.firewall.count } == 2)
        world.save(Spec())
        await next.pass(.document)
        #expect(world.host.withLock { $0.state.firewall.isEmpty })
    }

    @Test("a judgement is made once for the same rules")
    func once() throws {
        let spec = try Self.document()
        let wishes = desired(from: spec, signals: Signals())
        var observed = Observed()
        var drop = FirewallRule(.drop)
        drop.transport = .tcp
        for family in AddressFamily.allCases {
            let rules = spec.firewallRules(family)
            observed.firewall[family] = rules
            var tables = FirewallTables(rules)
            tables.chains[Self.raw] = FirewallTables.Content(rules: [drop])
            observed.firewallTables[family] = [tables]
        }
        var judgement = FirewallJudgement()
        judgement.judge(observed, wishes)
        #expect(judgement.faults.count == 1)
        let first = judgement
        judgement.judge(observed, wishes)
        #expect(judgement.events(since: first).isEmpty)
        // Rules that are not the wanted ones are drift, which is another reason.
        observed.firewallTables[.ipv4]?[0].chains[.input]?.rules.removeFirst()
        judgement.judge(observed, wishes)
        #expect(judgement.faults == [])
    }
}
