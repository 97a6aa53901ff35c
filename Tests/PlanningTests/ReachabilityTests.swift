import Addresses
import Model
import Planning
import Testing

/// That clients keep an address that serves them.
@Suite("Reachability")
struct ReachabilityTests {
    @Test("after every prefix and every refused step there is an address that serves")
    func serves() throws {
        var withheld = 0
        var held = 0
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            let (before, desired) = (try loop.observed(), loop.desired(spec))
            guard desired.isToServe, before.serves(desired, staying: true) else { return }
            let plan = try loop.plan(spec)
            if !plan.waiting.isEmpty { held += 1 }
            let share = dice.number(0...60)
            let refused = Set(plan.growth.filter { _ in dice.chance(share) })
            loop.host.refusal = { step in
                refused.contains(step) ? HostFailure(operation: "\(step)", reason: "no") : nil
            }
            var outcomes: [Outcome] = []
            for step in plan.growth {
                outcomes += loop.host.apply([step])
                try claim(loop.host.state.serves(desired), "nothing serves after \(step)")
            }
            let reduction = plan.reduction(after: outcomes, observed: before, desired: desired)
            withheld += reduction.withheld.count
            for step in reduction.steps {
                _ = loop.host.apply([step])
                try claim(
                    loop.host.state.serves(desired),
                    "nothing serves after \(step), refused: \(refused)")
            }
        }
        #expect(withheld > 0 && held > 0)
    }

    @Test("an address leaves its interface after it was announced at one that works")
    func moves() throws {
        var count = 0
        try Seeds.forAll { dice in
            let loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            let desired = loop.desired(spec)
            let plan = try loop.plan(spec)
            var state = try loop.observed()
            var announced: Set<AddressPlace> = []
            for step in plan.steps {
                if case .address(.announce(let address)) = step { announced.insert(address.place) }
                state.apply(step)
                guard case .address(.remove(let old)) = step,
                    let new = desired.addresses?.first(where: {
                        $0.prefix.address == old.prefix.address
                    })
                else { continue }
                count += 1
                try claim(state.places.contains(new.place), "\(step) before \(new) is there")
                try claim(announced.contains(new.place), "\(step) before \(new) is announced")
                try claim(
                    state.silentInterfaces[new.interface] == nil, "\(step), and \(new) is silent")
            }
        }
        #expect(count > 0)
    }

    @Test("servers that are down do not count as usable, so they go though the fallback can't come")
    func downServers() throws {
        let key: ServiceKey = "tcp 10.0.0.1:80"
        let spec = Spec(services: [
            Service(
                name: "web", key: key, check: Check(),
                fallback: .server(address: "10.0.0.99", forwarding: .gate),
                servers: [.at("10.0.0.11")])
        ])
        for quiescent in [false, true] {
            var spec = spec
            spec.services[0].quiescent = quiescent
            let observed = Observed(
                services: [
                    key: .holding(
                        VirtualService(key: key), [(.at("10.0.0.11:80"), ConnectionCounts())])
                ],
                ledger: Ledger(services: [key: LedgerEntry()]))
            let verdicts: Verdicts = [key: ["10.0.0.11:80": Verdict(.down)]]
            let wishes = desired(from: spec, signals: Signals(verdicts: verdicts))
            let made = plan(from: observed, to: wishes)
            let failure = HostFailure(operation: "add", reason: "no memory")
            let outcomes = made.growth.map { Outcome(step: $0, result: .failed(failure)) }
            #expect(!outcomes.isEmpty)
            let reduction = made.reduction(after: outcomes, observed: observed, desired: wishes)
            #expect(reduction.withheld.isEmpty)
            #expect(reduction.steps.count == 1)
        }
    }
}

extension Desired {
    /// Whether a service with a usable server is wanted on a wanted address.
    fileprivate var isToServe: Bool {
        let hosts = Set((addresses ?? []).map(\.prefix.address))
        return services.contains { key, service in
            key.endpoint.map { hosts.contains($0.address) } ?? false
                && service.destinations.values.contains { $0.weight > 0 }
        }
    }
}

extension Observed {
    /// Whether clients reach a usable server by an address on a link that works.
    ///
    /// - Parameter staying: only by a service that the document keeps on an address that it keeps,
    ///   or that leaves together with its address.
    fileprivate func serves(_ desired: Desired, staying: Bool = false) -> Bool {
        let hosts = Set((desired.addresses ?? []).map(\.prefix.address))
        let reached = Set(
            addresses.keys.lazy.filter { silentInterfaces[$0.interface] == nil }
                .map(\.prefix.address))
        return services.keys.contains { key in
            guard let host = key.endpoint?.address, reached.contains(host),
                hasUsable(key, except: desired.services[key]?.down ?? [])
            else { return false }
            guard staying else { return true }
            let wanted = desired.services[key]?.destinations.values.contains { $0.weight > 0 }
            return hosts.contains(host) ? wanted == true : desired.services[key] == nil
        }
    }
}
