import Addresses
import Model
import Planning
import Testing

@Suite("The ledger")
struct LedgerTests {
    private let key: ServiceKey = "tcp 10.0.0.1:80"
    private let other: ServiceKey = "tcp 10.0.0.2:80"
    private let server: Endpoint = "10.1.0.1:80"
    private let past = Moment(milliseconds: 1000)

    private func wishing(_ endpoints: [Endpoint] = [], drain: DrainPolicy = DrainPolicy())
        -> Desired
    {
        let destinations = endpoints.map { ($0, Destination.at($0)) }
        let service = DesiredService(
            service: VirtualService(key: key),
            destinations: Dictionary(uniqueKeysWithValues: destinations), drain: drain)
        return Desired(services: [key: service])
    }

    @Test("every desired service is in it before anything is done, with its drain policy")
    func desired() {
        let policy = DrainPolicy(timeout: 7, onTimeout: .keep)
        let ledger = Ledger().recording([], desired: wishing(drain: policy))
        #expect(ledger.services == [key: LedgerEntry(drain: policy)])
    }

    @Test("a policy that changes is kept, with what is draining")
    func policy() {
        let policy = DrainPolicy(timeout: 7)
        let before = Ledger(services: [key: LedgerEntry(draining: [server: past])])
        let after = before.recording([], desired: wishing(drain: policy))
        #expect(after.services[key] == LedgerEntry(drain: policy, draining: [server: past]))
    }

    @Test("a drain is noted with its beginning")
    func drain() {
        let step = Step.ipvs(.drainDestination(.at(server), of: other, since: past, open: 3))
        let ledger = Ledger().recording([step], desired: wishing())
        #expect(ledger.services[other]?.draining == [server: past])
    }

    @Test("a server that is desired again is not leaving, whatever was noted")
    func comeback() {
        let before = Ledger(services: [
            key: LedgerEntry(draining: [server: past, "10.1.0.2:80": past])
        ])
        let after = before.recording([], desired: wishing([server]))
        #expect(after.services[key]?.draining == ["10.1.0.2:80": past])
    }

    @Test("an address that is to be added is noted, one that is there already is not")
    func addresses() {
        let ledger = Ledger().recording(
            [.address(.add("10.0.0.1/24 on eth0")), .address(.announce("10.0.0.2/24 on eth0"))],
            desired: Desired(addresses: ["10.0.0.1/24 on eth0", "10.0.0.2/24 on eth0"]))
        #expect(ledger.addresses == ["10.0.0.1/24 on eth0"])
    }

    @Test("an address that was there already, or that was refused, is not ours")
    func corrections() {
        let before = Ledger(addresses: ["10.0.0.9/32 on eth0"])
        let results: [(InterfaceAddress, Outcome.Result)] = [
            ("10.0.0.1/32 on eth0", .done), ("10.0.0.2/32 on eth0", .alreadySo),
            ("10.0.0.3/32 on eth0", .failed(HostFailure(operation: "x", reason: "y"))),
            ("10.0.0.9/32 on eth0", .alreadySo),
        ]
        let outcomes = results.map { Outcome(step: .address(.add($0.0)), result: $0.1) }
        let after = before.recording(outcomes.map(\.step), desired: Desired())
            .correcting(outcomes, earlier: before)
        #expect(after.addresses == ["10.0.0.1/32 on eth0", "10.0.0.9/32 on eth0"])
    }

    @Test("what is neither desired nor on the host is pruned")
    func pruning() {
        let ledger = Ledger(
            services: [
                key: LedgerEntry(draining: [server: past, "10.1.0.2:80": past]),
                other: LedgerEntry(), "mark 1": LedgerEntry(),
            ],
            addresses: [
                "10.0.0.1/24 on eth0", "10.0.0.2/24 on eth0", "10.0.0.3/24 on eth0",
                "10.0.0.4/24 on eth0",
            ])
        let observed = Observed(
            services: [
                key: .holding(VirtualService(key: key), [(.at(server), ConnectionCounts())])
            ],
            addresses: [
                "10.0.0.1/24 on eth0": .unknown, "10.0.0.4/24 on eth0": .foreign,
            ])
        var wishes = Desired(addresses: ["10.0.0.2/24 on eth0"])
        wishes.services["mark 1"] = DesiredService(service: VirtualService(key: "mark 1"))
        let pruned = ledger.pruned(observed: observed, desired: wishes)
        #expect(
            pruned.services == [key: LedgerEntry(draining: [server: past]), "mark 1": .init()])
        // One that is to be added is recorded anew, and one with another's origin is not ours.
        #expect(pruned.addresses == ["10.0.0.1/24 on eth0"])
    }

    @Test("what was not looked at is not pruned")
    func scope() {
        let ledger = Ledger(
            services: [key: LedgerEntry(), other: LedgerEntry()],
            addresses: ["10.0.0.1/24 on eth0"])
        let observed = Observed(scope: .services([other]))
        let pruned = ledger.pruned(observed: observed, desired: Desired())
        #expect(pruned.services.keys.sorted() == [key])
        #expect(pruned.addresses == ["10.0.0.1/24 on eth0"])
    }

    @Test("pruning first changes no plan")
    func harmless() throws {
        try Seeds.forAll { dice in
            let loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            var observed = try loop.observed()
            let before = plan(from: observed, to: loop.desired(spec))
            observed.ledger = observed.ledger.pruned(
                observed: observed, desired: loop.desired(spec))
            // Where nothing at all is owned any more, the settings are not ours to touch.
            guard !observed.ledger.services.isEmpty else { return }
            let after = plan(from: observed, to: loop.desired(spec))
            try claim(before == after, "\(before)\n\(after)")
        }
    }
}
