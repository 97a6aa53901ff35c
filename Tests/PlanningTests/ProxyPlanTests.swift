import Addresses
import Model
import Planning
import Seeds
import Testing

@Suite("Plans of proxies")
struct ProxyPlanTests {
    @Test("the fold over a plan reaches the desired proxies, and the next plan is empty")
    func fold() {
        for seed in 0..<1_000 {
            var numbers = SeededNumbers(seed: seed)
            let desired = ProxyWorld.desired(&numbers)
            let observed = ProxyWorld.observed(near: desired, &numbers)
            let steps = plan(from: observed, to: desired)
            let after = steps.reduce(observed) { $0.applying($1) }
            #expect(plan(from: after, to: desired).isEmpty, "seed \(seed): \(steps)")
            for server in desired?.servers ?? [] {
                let values = after.servers[server.id]
                #expect(values?.endpoint == server.endpoint, "seed \(seed)")
                if server.followsAgent, server.state == .online {
                    #expect(values?.isAsked ?? true, "seed \(seed)")
                    continue
                }
                #expect(values?.state == server.state, "seed \(seed)")
                if server.followsAgent { continue }
                #expect(values?.weight == server.weight, "seed \(seed)")
                #expect(values?.limit == server.limit, "seed \(seed)")
            }
            #expect(after.frame == desired?.frame && after.isRunning == (desired != nil))
            // What is left is busy, and gets no new connections.
            let wanted = Set((desired?.servers ?? []).map(\.id))
            for (id, values) in after.servers where !wanted.contains(id) {
                #expect(values.state == .offline && after.sessions[id] != nil, "seed \(seed)")
            }
        }
    }

    @Test("no step takes connections from a server before all others that should have them do")
    func prefixes() {
        for seed in 0..<1_000 {
            var numbers = SeededNumbers(seed: seed)
            let desired = ProxyWorld.desired(&numbers)
            let observed = ProxyWorld.observed(near: desired, &numbers)
            let steps = plan(from: observed, to: desired)
            #expect(steps.count == 1 || !steps.contains(where: \.isReload), "seed \(seed)")
            var state = observed
            var hasTaken = false
            for step in steps {
                let before = state
                state.apply(step)
                #expect(state != before, "seed \(seed): \(step) changes nothing")
                guard case .changeServer(let id, let old, let new) = step else { continue }
                #expect(before.servers[id] == old && state.servers[id] == new, "seed \(seed)")
                let isWanted = desired?.servers.first { $0.id == id }.map {
                    $0.followsAgent || $0.values().getsConnections
                }
                #expect(
                    old.getsConnections || !new.getsConnections || isWanted == true,
                    "seed \(seed): \(step) gives clients to a server that is taken out")
                if old.getsConnections, !new.getsConnections { hasTaken = true }
                #expect(!(hasTaken && !old.getsConnections && new.getsConnections), "seed \(seed)")
            }
        }
    }

    @Test("the values of servers alone are planned without a look, or not at all")
    func values() {
        var count = 0
        for seed in 0..<1_000 {
            var numbers = SeededNumbers(seed: seed)
            guard let old = ProxyWorld.desired(&numbers) else { continue }
            var new = old
            for index in new.servers.indices where numbers.oneIn(3) {
                ProxyWorld.edit(&new.servers[index], &numbers)
            }
            new.frame = ProxyFrame(of: "f", servers: new.servers)
            guard let steps = planValues(from: old, to: new) else { continue }
            count += steps.isEmpty ? 0 : 1
            let running = ObservedProxies(loading: old)
            #expect(Set(steps) == Set(plan(from: running, to: new)), "seed \(seed)")
            let after = steps.reduce(running) { $0.applying($1) }
            #expect(plan(from: after, to: new).isEmpty, "seed \(seed)")
        }
        #expect(count > 100)
    }

    @Test("each step has a line, a record and a risk of the same shape as any other")
    func lines() {
        let endpoint: Endpoint = "10.0.0.1:80"
        let server = BackendServer(
            backend: "shop::img", name: "a:20b", endpoint: endpoint, weight: 10, limit: 5)
        let frame = ProxyFrame(of: "f", servers: [server])
        let desired = DesiredProxies(frame: frame, servers: [server])
        var busy = server.values()
        busy.weight = 3
        var drained = server.values()
        drained.weight = 0
        let steps: [ProxyStep] = [
            .start(desired, parts: []),
            .reload(desired, because: [.leaving(server.id)], parts: [ProxyPart("process")]),
            .addServer(server, isUnproven: false),
            .changeServer(server.id, from: busy, to: server.values()),
            .changeServer(server.id, from: busy, to: drained),
            .removeServer(server.id),
            .replaceCertificate(
                ProxyCertificate(file: "/c.pem", fingerprint: "B", pem: "secret"), from: "A"),
            .end,
        ]
        let records = steps.map { StepRecord(.proxy($0)) }
        #expect(
            records.map { "\($0.line)  [\($0.risk.rawValue)] \($0.phase)" } == [
                "+ start HAProxy  [hitless] addition",
                "~ reload HAProxy: server a b in route img of shop leaves  "
                    + "[restarts a worker] edit",
                "+ server a b in route img of shop, 10.0.0.1:80, weight 10, at most 5 connections"
                    + "  [hitless] addition",
                "~ server a b in route img of shop, weight 3 -> 10  [hitless] edit",
                "~ server a b in route img of shop, weight 3 -> 0  [drains] lowering",
                "- server a b in route img of shop  [hitless] removal",
                "~ certificate /c.pem  [hitless] edit",
                "- end HAProxy with its last connection  [drains] clearance",
            ])
        #expect(records[3].from?["weight"] == .number(3) && records[3].to?["weight"] == .number(10))
        #expect(records[1].parts == [ProxyPart("process")] && records[0].parts == nil)
        #expect(!"\(steps) \(records)".contains("secret"))
        var text = ""
        dump(steps, to: &text)
        #expect(!text.contains("secret"))
    }
}

/// Random proxies, and workers that are near them.
private enum ProxyWorld {
    static func desired(_ numbers: inout SeededNumbers) -> DesiredProxies? {
        if numbers.oneIn(20) { return nil }
        var servers: [BackendServer] = []
        for backend in ["a", "b::img"] {
            for name in ["s1", "s2", "s3", "s4"] where !numbers.oneIn(4) {
                var server = BackendServer(
                    backend: backend, name: name, endpoint: endpoint(&numbers), weight: 10)
                edit(&server, &numbers)
                if numbers.oneIn(3) { server.options = ["check"] }
                if numbers.oneIn(8) { server.options = ["agent-check"] }
                if numbers.oneIn(20) { server.options = ["cookie", name] }
                servers.append(server)
            }
        }
        var proxies = DesiredProxies(
            frame: ProxyFrame(of: "f", servers: servers), servers: servers)
        if numbers.oneIn(2) { proxies.unproven = Set(servers.prefix(3).map(\.place)) }
        if numbers.oneIn(2) {
            proxies.certificates = ["x", "y"].map {
                ProxyCertificate(
                    file: $0, fingerprint: numbers.pick(["A", "B"]), pem: numbers.pick(["p", "q"]))
            }
        }
        return proxies
    }

    static func edit(_ server: inout BackendServer, _ numbers: inout SeededNumbers) {
        if numbers.oneIn(2) { server.weight = numbers.pick([0, 1, 10, 256]) }
        if numbers.oneIn(3) { server.state = numbers.pick(BackendServer.State.allCases) }
        if numbers.oneIn(4) { server.limit = numbers.pick([nil, 5, 6]) }
    }

    /// A worker that loaded something like it, and was changed by hand.
    static func observed(
        near desired: DesiredProxies?, _ numbers: inout SeededNumbers
    ) -> ObservedProxies {
        if numbers.oneIn(20) { return .none }
        var loaded = desired ?? DesiredProxies(frame: ProxyFrame(of: "g", servers: []))
        if numbers.oneIn(10) { loaded.frame = ProxyFrame(of: "g", servers: loaded.servers) }
        if numbers.oneIn(4), let server = loaded.servers.first {
            loaded.servers.removeFirst()
            loaded.frame = ProxyFrame(of: "f", servers: loaded.servers)
            if numbers.oneIn(2) { loaded.unproven.remove(server.place) }
        }
        for index in loaded.certificates.indices where numbers.oneIn(2) {
            loaded.certificates[index].fingerprint = numbers.pick(["A", "B", "C"])
        }
        var observed = ObservedProxies(loading: loaded)
        if numbers.oneIn(20) { observed.frame = nil }
        for server in loaded.servers where numbers.oneIn(2) {
            var values = server.values()
            if numbers.oneIn(2) { values.weight = numbers.pick([0, 1, 10]) }
            if numbers.oneIn(3) { values.state = numbers.pick(BackendServer.State.allCases) }
            if numbers.oneIn(3) { values.endpoint = endpoint(&numbers) }
            if numbers.oneIn(8) { values.limit = numbers.pick([nil, 5]) }
            values.isUp = !numbers.oneIn(4)
            if server.followsAgent { values.isAsked = numbers.oneIn(2) }
            observed.servers[server.id] = values
        }
        if numbers.oneIn(4) {
            let id = BackendServerID("a", "stranger")
            observed.servers[id] = BackendServerValues(endpoint: endpoint(&numbers), weight: 1)
            if numbers.oneIn(2) { observed.sessions[id] = 2 }
        }
        return observed
    }

    private static func endpoint(_ numbers: inout SeededNumbers) -> Endpoint {
        Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001)), port: numbers.pick([80, 81, 82]))
    }
}
