import Addresses
import Model
import Planning

/// The controller's loop in small: a host, the ledger on disk, and time.
struct Loop {
    var host: SimulatedHost
    var ledger: Ledger
    var now: Moment
    /// What checks say meanwhile; nil: nobody checks.
    var verdicts: Verdicts?
    /// Where HAProxy listens meanwhile; nil: wherever it should.
    var served: Set<Endpoint>?
    /// Where HAProxy serves clients meanwhile, whether the document wants it to or not.
    var listening: Set<Endpoint> = []
    /// Where proxies have a proven server meanwhile; nil: all of them have.
    var provenProxies: Set<Endpoint>?

    /// Services and addresses that were not ours at the start.
    let foreignServices: [ServiceKey: ObservedService]
    let foreignAddresses: Set<InterfaceAddress>

    init(_ observed: Observed, now: Moment = Moment(), verdicts: Verdicts? = nil) {
        self.verdicts = verdicts
        host = SimulatedHost(observed)
        ledger = observed.ledger
        self.now = now
        let owned = observed.ledger
        foreignServices = observed.services.filter { owned.services[$0.key] == nil }
        foreignAddresses = Set(observed.addresses.keys.filter { !observed.isOurs($0) })
    }

    func observed() throws -> Observed {
        var copy = host
        var observed = try copy.observe(.everything)
        observed.ledger = ledger
        return observed
    }

    func desired(_ spec: Spec) -> Desired {
        var observed = host.state
        observed.ledger = ledger
        var signals = Signals(now: now, verdicts: verdicts, served: served)
        signals.listening = listening
        signals.provenProxies = provenProxies
        return Planning.desired(from: spec, signals: signals).keeping(what: observed)
    }

    func plan(_ spec: Spec) throws -> Plan {
        Planning.plan(from: try observed(), to: desired(spec))
    }

    /// One pass, as far as `limit` steps: then the power fails.
    ///
    /// The ledger is written before.
    @discardableResult
    mutating func pass(_ spec: Spec, limit: Int = .max) throws -> Plan {
        let desired = desired(spec)
        ledger = ledger.pruned(observed: try observed(), desired: desired)
        let plan = Planning.plan(from: try observed(), to: desired)
        ledger = ledger.recording(plan.steps, desired: desired)
        _ = host.apply(Array(plan.steps.prefix(limit)))
        return plan
    }

    /// Passes, while time goes on and connections end, until nothing is left to do.
    mutating func settle(_ spec: Spec, _ dice: inout Dice) throws {
        for _ in 0..<60 {
            let plan = try pass(spec)
            if plan.steps.isEmpty && plan.draining.isEmpty { return }
            now = now.adding(seconds: dice.number(0...40))
            endConnections(&dice)
        }
        throw Breach("nothing settles in 60 passes: \(try plan(spec))")
    }

    /// At servers with weight 0 connections only end; elsewhere they come and go.
    private mutating func endConnections(_ dice: inout Dice) {
        for key in host.state.services.keys.sorted() {
            guard let service = host.state.services[key] else { continue }
            for endpoint in service.destinations.keys.sorted() {
                guard let present = service.destinations[endpoint] else { continue }
                var counts = dice.connections()
                if present.destination.weight == 0 {
                    counts = present.connections
                    counts.active /= 2
                    counts.inactive /= 2
                    counts.persistent /= 2
                }
                host.setConnections(counts, at: endpoint, of: key)
            }
        }
    }
}

extension Loop {
    /// That the host holds what the document wants, and beside it only what was foreign, and what
    /// has to wait.
    func checkReached(_ spec: Spec) throws {
        let desired = desired(spec)
        let state = host.state
        let waiting = try plan(spec).waiting
        let places = state.places
        let wanted = Set((desired.addresses ?? []).map(\.place))
        for (key, wanted) in desired.services {
            var found = state.services[key]
            // A full netmask is none.
            if found?.service.persistence?.prefixLength == key.family.bits {
                found?.service.persistence?.prefixLength = nil
            }
            try claim(found?.service == wanted.service, "\(key) is not as desired")
            try claim(
                found?.destinations.mapValues(\.destination) == wanted.destinations,
                "the servers of \(key) are not as desired")
        }
        let shared = spec.ownership == .shared
        for key in state.services.keys
        where desired.services[key] == nil && !waiting.contains(.service(key)) {
            try claim(shared && foreignServices[key] != nil, "\(key) is left over")
        }
        for address in desired.addresses ?? []
        where !places.contains(address.place) {
            try claim(waiting.contains(.address(address.alone)), "\(address) is missing")
        }
        for address in state.addresses.keys where !wanted.contains(address.place) {
            try claim(
                foreignAddresses.contains(address) || waiting.contains(.address(address)),
                "\(address) is left over")
        }
        guard !desired.services.isEmpty else { return }
        for (sysctl, value) in desired.sysctls where state.sysctls[sysctl] != nil {
            try claim(state.sysctls[sysctl] == value, "\(sysctl) is not \(value)")
        }
    }
}
