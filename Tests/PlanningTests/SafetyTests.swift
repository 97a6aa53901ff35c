import Addresses
import Model
import Planning
import Testing

/// What holds after every step of every plan.
@Suite("Safety of every prefix")
struct SafetyTests {
    @Test("a service that has a usable server, and is to have one, has one throughout")
    func usability() throws {
        try eachPrefix { prefix in
            for (key, wanted) in prefix.desired.services
            where wanted.destinations.values.contains(where: { $0.weight > 0 })
                && prefix.before.hasUsable(key)
            {
                try claim(
                    prefix.state.hasUsable(key), "\(key) has no usable server after \(prefix.last)")
            }
        }
    }

    @Test("and keeps one when servers can't be added, where the plan's second part asks the first")
    func usabilityAfterRefusals() throws {
        var withheld = 0
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            let (before, desired) = (try loop.observed(), loop.desired(spec))
            let plan = try loop.plan(spec)
            let share = dice.number(1...100)
            let refused = Set(plan.growth.filter { _ in dice.chance(share) })
            loop.host.refusal = { step in
                refused.contains(step) ? HostFailure(operation: "\(step)", reason: "no") : nil
            }
            let outcomes = loop.host.apply(Array(plan.growth))
            let reduction = plan.reduction(
                after: outcomes, observed: before, desired: desired)
            let rest = reduction.steps + reduction.withheld.map(\.step)
            try claim(
                Set(rest) == Set(plan.steps[plan.growth.endIndex...]), "steps have got lost")
            if refused.isEmpty { try claim(reduction.withheld.isEmpty, "withheld for nothing") }
            withheld += reduction.withheld.count
            _ = loop.host.apply(reduction.steps)
            for (key, wanted) in desired.services
            where wanted.destinations.values.contains(where: {
                $0.weight > 0 && !wanted.down.contains($0.endpoint)
            })
                && before.hasUsable(key, except: wanted.down)
            {
                try claim(
                    loop.host.state.hasUsable(key, except: wanted.down),
                    "\(key) has no usable server left")
            }
            loop.host.refusal = { _ in nil }
            try loop.settle(spec, &dice)
            try loop.checkReached(spec)
        }
        #expect(withheld > 0)
    }

    @Test("no step touches what is foreign")
    func foreign() throws {
        try eachPrefix { prefix in
            guard prefix.desired.ownership == .shared else { return }
            for (key, service) in prefix.foreignServices
            where prefix.desired.services[key] == nil {
                try claim(prefix.state.services[key] == service, "\(prefix.last) touches \(key)")
            }
            for address in prefix.foreignAddresses {
                try claim(
                    prefix.state.addresses[address] == prefix.before.addresses[address],
                    "\(prefix.last): \(address)")
            }
        }
    }

    @Test("an address appears after everything that it serves")
    func addresses() throws {
        try eachPrefix { prefix in
            guard case .address(.add(let address)) = prefix.last else { return }
            for (key, wanted) in prefix.desired.services
            where key.endpoint?.address == address.prefix.address {
                let found = prefix.state.services[key]?.destinations ?? [:]
                try claim(
                    wanted.destinations.keys.allSatisfy { found[$0] != nil },
                    "\(address) comes before \(key)")
            }
        }
    }

    @Test("no address goes while a service that leaves has connections through it")
    func drainedAddresses() throws {
        try eachPrefix { prefix in
            guard case .address(.remove(let address)) = prefix.last,
                address.prefix.address.family == .ipv4
            else { return }
            for (key, found) in prefix.finally.services
            where key.endpoint?.address == address.prefix.address
                && prefix.desired.services[key] == nil && prefix.foreignServices[key] == nil
            {
                try claim(found.destinations.isEmpty, "\(key) drains behind \(address)")
            }
        }
    }

    @Test("connections are cut only where a drain's time is over")
    func cuts() throws {
        try eachPrefix { prefix in
            guard case .ipvs(.removeDestination(let endpoint, let key, let cutting)) = prefix.last
            else { return }
            // What has failed is cut at once: its connections lead nowhere.
            if prefix.desired.services[key]?.failed.contains(endpoint) == true { return }
            let found = prefix.before.services[key]?.destinations[endpoint]
            let entry = prefix.before.ledger.services[key]
            let policy = prefix.desired.services[key]?.drain ?? entry?.drain ?? DrainPolicy()
            try claim(found?.connections.open == cutting, "\(prefix.last) counts wrong")
            let since = entry?.draining[endpoint] ?? prefix.desired.now
            let isOver = since.adding(seconds: policy.timeout) <= prefix.desired.now
            if !isOver || policy.onTimeout == .keep {
                try claim(
                    cutting == 0 && found?.destination.weight == 0, "\(prefix.last) is too early")
            }
        }
    }

    @Test("a service goes after the last of its servers")
    func services() throws {
        try eachPrefix { prefix in
            guard case .ipvs(.removeService(let key)) = prefix.last else { return }
            try claim(prefix.held == 0, "\(key) goes with \(prefix.held) servers")
        }
    }

    @Test("everything that was made is in the ledger that was written before")
    func ledger() throws {
        try eachPrefix { prefix in
            for key in prefix.state.services.keys where prefix.before.services[key] == nil {
                try claim(prefix.ledger.services[key] != nil, "\(key) is not in the ledger")
            }
            for address in prefix.state.addresses.keys
            where prefix.before.addresses[address] == nil {
                try claim(prefix.ledger.addresses.contains(address), "\(address) is not in it")
            }
            if case .ipvs(.drainDestination(let destination, let key, let since, _)) = prefix.last {
                try claim(
                    prefix.ledger.services[key]?.draining[destination.endpoint] == since,
                    "the ledger does not know since when \(destination.endpoint) leaves")
            }
        }
    }

    @Test("the order of dictionaries and of the document's lists does not show")
    func order() throws {
        try Seeds.forAll { dice in
            let observed = dice.host()
            let spec = dice.spec()
            var shuffled = spec
            shuffled.services.shuffle(using: &dice)
            shuffled.virtualAddresses.shuffle(using: &dice)
            for index in shuffled.services.indices {
                shuffled.services[index].servers.shuffle(using: &dice)
            }
            let one = plan(from: observed, to: desired(from: spec, signals: Signals()))
            let other = plan(
                from: observed.rebuilt(&dice), to: desired(from: shuffled, signals: Signals()))
            try claim(one == other, "\(one)\n\(other)")
        }
    }

    @Test("in the scope of some services nothing else is planned, and they just the same")
    func scope() throws {
        try Seeds.forAll { dice in
            var loop = Loop(dice.host(), verdicts: dice.verdicts())
            let spec = dice.spec()
            let keys = Set(dice.some(World.keys, 40))
            let whole = try loop.plan(spec)
            var part = try loop.host.observe(.services(keys))
            // What was looked at before is of no account.
            part.ledger = loop.ledger
            part.addresses = loop.host.state.addresses
            part.interfaces = loop.host.state.interfaces
            part.sysctls = loop.host.state.sysctls
            part.timeouts = loop.host.state.timeouts
            let scoped = plan(from: part, to: loop.desired(spec))
            let wishes = loop.desired(spec)
            let wanted = Set((wishes.addresses ?? []).map(\.prefix.address))
            let state = loop.host.state
            let expected = whole.steps.filter { step in
                guard let key = step.serviceKey, keys.contains(key) else { return false }
                // Whether a service may leave with its address is for a look at everything to say.
                guard wishes.services[key] == nil, let host = key.endpoint?.address else {
                    return true
                }
                return wanted.contains(host) || !state.hasUsable(key)
            }
            try claim(scoped.steps == expected, "\(scoped.steps)\n\(expected)")
        }
    }
}

// MARK: - Prefixes

/// A state on the way from a random host to a random document.
struct PlanPrefix {
    let before: Observed
    let desired: Desired
    let ledger: Ledger
    let foreignServices: [ServiceKey: ObservedService]
    let foreignAddresses: Set<InterfaceAddress>
    /// How many servers the service of the last step had before it.
    let held: Int
    /// What the host holds after the last step of this prefix.
    var state: Observed
    let last: Step
    /// What it holds after the whole plan.
    let finally: Observed
}

private func eachPrefix(_ check: (PlanPrefix) throws -> Void) throws {
    try Seeds.forAll { dice in
        let loop = Loop(
            dice.host(), now: Moment(milliseconds: 100_000), verdicts: dice.verdicts())
        let spec = dice.spec()
        let before = try loop.observed()
        let plan = try loop.plan(spec)
        let finally = plan.steps.reduce(into: before) { $0.apply($1) }
        let desired = loop.desired(spec)
        let ledger = loop.ledger.recording(plan.steps, desired: desired)
        var state = before
        for step in plan.steps {
            let held = step.serviceKey.flatMap { state.services[$0]?.destinations.count } ?? 0
            state.apply(step)
            try check(
                PlanPrefix(
                    before: before, desired: desired, ledger: ledger,
                    foreignServices: loop.foreignServices,
                    foreignAddresses: loop.foreignAddresses, held: held, state: state,
                    last: step, finally: finally))
        }
    }
}

extension Observed {
    func hasUsable(_ key: ServiceKey, except down: Set<Endpoint> = []) -> Bool {
        services[key]?.destinations.contains {
            $0.value.destination.weight > 0 && !down.contains($0.key)
        } ?? false
    }

    /// The same, in dictionaries that were filled in another order.
    fileprivate func rebuilt(_ dice: inout Dice) -> Observed {
        var result = self
        result.services = [:]
        result.services.reserveCapacity(dice.number(0...500))
        for key in services.keys.sorted().shuffled(using: &dice) {
            guard var service = services[key] else { continue }
            let destinations = service.destinations
            service.destinations = [:]
            service.destinations.reserveCapacity(dice.number(0...500))
            for endpoint in destinations.keys.sorted().shuffled(using: &dice) {
                service.destinations[endpoint] = destinations[endpoint]
            }
            result.services[key] = service
        }
        result.addresses = [:]
        result.addresses.reserveCapacity(dice.number(0...500))
        for address in addresses.keys.sorted().shuffled(using: &dice) {
            result.addresses[address] = addresses[address]
        }
        return result
    }
}
