import Addresses
import Model
import Planning
import Testing

/// Failures of all servers at one time, and errors of HAProxy itself.
@Suite("Outages of canaries")
struct CanaryOutageTests {
    private static func proxy(_ names: [String]) -> Proxy {
        Proxy(
            name: "web", listen: ["10.0.0.1:80"],
            servers: names.map {
                ProxyServer(name: $0, address: "10.1.0.1", port: UInt16($0.utf8.last ?? 0))
            })
    }

    private static func jury(_ former: Proxy, _ new: Proxy) -> CanaryJury {
        Canary("web").jury(from: Spec(proxies: [former]), to: Spec(proxies: [new]))
    }

    private static func reading(_ names: String, down: String = "") -> CanaryReading {
        var reading = CanaryReading(worker: 1)
        for name in names.map(String.init) {
            reading.servers[CanaryServer(name)] = .init(
                down.contains(name) ? .down("timeout") : .up, CanaryCounts())
        }
        return reading
    }

    @Test("servers that fail with all others wait, and have their time afterwards")
    func together() {
        let jury = Self.jury(Self.proxy(["a", "b"]), Self.proxy(["a", "b", "n"]))
        let limit = jury.patience.wholeMilliseconds
        var trial = CanaryTrial(Self.reading("ab"))
        func judge(_ down: String, _ now: Int64) -> CanaryTrial.Decision {
            trial.judge(
                Self.reading("abn", down: down), by: jury, at: now, isStepOver: true, lacking: nil)
        }
        #expect(judge("", 0) == .advance)
        // Checks are not at one time.
        #expect(judge("n", 1_000) == .stay(["n is down: timeout"]))
        #expect(judge("an", 2_000) == .stay(["a is down: timeout", "n is down: timeout"]))
        let all = ["a", "b", "n"].map { "\($0) is down, as all others: timeout" }
        for now in [3_000, 900_000, 990_000] as [Int64] {
            #expect(judge("abn", now) == .stay(all))
        }
        #expect(
            judge("bn", 991_000) == .stay(["b is down: timeout", "n is down: timeout"]))
        #expect(judge("n", 990_000 + limit) == .stay(["n is down: timeout"]))
        #expect(judge("", 990_001 + limit) == .advance)
        #expect(judge("n", 990_002 + limit) == .stay(["n is down: timeout"]))
        #expect(judge("", 990_003 + limit) == .takeBack("n was down: timeout"))
    }

    @Test("a server that stays down after the others have returned is taken back")
    func left() {
        let jury = Self.jury(Self.proxy(["a"]), Self.proxy(["a", "n"]))
        let limit = jury.patience.wholeMilliseconds
        var trial = CanaryTrial(Self.reading("a"))
        func judge(_ down: String, _ now: Int64) -> CanaryTrial.Decision {
            trial.judge(
                Self.reading("an", down: down), by: jury, at: now, isStepOver: true, lacking: nil)
        }
        #expect(judge("", 0) == .advance)
        #expect(judge("an", 5).isStay && judge("n", 6).isStay && judge("n", 5 + limit).isStay)
        #expect(judge("n", 6 + limit) == .takeBack("n is down: timeout"))
    }

    @Test("servers with other settings have no excuse, nor have those without others")
    func noExcuse() {
        var new = Self.proxy(["a", "b", "n"])
        new.normalize = true
        for (former, new, names) in [
            (Self.proxy(["a", "b"]), new, "abn"), (Self.proxy([]), Self.proxy(["n"]), "n"),
        ] {
            var trial = CanaryTrial(Self.reading(names))
            let decision = trial.judge(
                Self.reading(names, down: names), by: Self.jury(former, new), at: 0,
                isStepOver: true, lacking: nil)
            #expect(!decision.isStay && decision != .advance)
        }
    }

    /// A reading without servers, and with these counters of clients.
    private static func reading(_ frontend: CanaryFrontend) -> CanaryReading {
        var reading = CanaryReading(worker: 1)
        reading.frontend = frontend
        return reading
    }

    private static func decision(
        _ change: (inout Proxy) -> Void, _ before: CanaryFrontend, _ growth: CanaryFrontend
    ) -> CanaryTrial.Decision {
        let former = proxy(["a"])
        var new = former
        change(&new)
        var trial = CanaryTrial(reading(before))
        return trial.judge(
            reading(before + growth), by: jury(former, new), at: 0, isStepOver: true, lacking: nil)
    }

    private static func answer(_ status: Int) -> (inout Proxy) -> Void {
        { proxy in
            proxy.routes = [
                Route(
                    Route.Match(prefix: ["/"]), to: .answer(Route.FixedAnswer(status: status)))
            ]
        }
    }

    @Test("errors of HAProxy itself take back an edit of the proxy, but not those of servers")
    func errors() {
        let before = CanaryFrontend(requests: 1_000, failures: 12, causes: 10)
        let change: (inout Proxy) -> Void = { $0.normalize = true }
        #expect(
            Self.decision(change, before, CanaryFrontend(requests: 100, failures: 20, causes: 20))
                == .advance)
        #expect(
            Self.decision(change, before, CanaryFrontend(requests: 100, failures: 20, causes: 2))
                == .takeBack(
                    "HAProxy itself answers with errors: 18 of 100 requests failed (18.0 %), "
                        + "before the edit 2 of 1000 requests failed (0.2 %)"))
        // New servers alone can't be their cause.
        let added: (inout Proxy) -> Void = { $0.servers = Self.proxy(["a", "n"]).servers }
        let former = Self.proxy(["a"])
        var new = former
        added(&new)
        #expect(!Self.jury(former, new).judgesProxy)
    }

    @Test("answers and limits of the edit may be its purpose, but not for most requests")
    func purposes() {
        let before = CanaryFrontend(requests: 95)
        let some = CanaryFrontend(requests: 400, failures: 100)
        let all = CanaryFrontend(requests: 426, failures: 426)
        #expect(Self.decision(Self.answer(503), before, some) == .advance)
        #expect(
            Self.decision(Self.answer(503), before, all)
                == .takeBack(
                    "HAProxy itself refuses or fails most requests: 426 of 426 requests failed "
                        + "(100.0 %), before the edit 0 of 95 requests failed (0.0 %)"))
        #expect(!Self.decision(Self.answer(200), before, some).isStay)
        #expect(Self.decision(Self.answer(200), before, some) != .advance)
        let limit: (inout Proxy) -> Void = {
            $0.traffic.rateLimit = ProxyTraffic.RateLimit(requests: 1)
        }
        #expect(
            Self.decision(limit, before, CanaryFrontend(requests: 270, denials: 100)) == .advance)
        #expect(
            Self.decision(limit, before, CanaryFrontend(requests: 270, denials: 269)) != .advance)
        // They were refused before, too.
        let refused = CanaryFrontend(requests: 270, denials: 200)
        #expect(Self.decision(limit, refused, refused) == .advance)
    }

    @Test("the status names the answers of HAProxy itself")
    func words() {
        var status = CanaryStatus(
            service: "web", step: 1, steps: 6, percent: 1, since: 0, next: 1, servers: [])
        let jury = Self.jury(Self.proxy(["a"]), Self.proxy(["a", "n"]))
        var trial = CanaryTrial(Self.reading(CanaryFrontend(requests: 9, denials: 1)))
        trial.complete(&status, by: jury)
        #expect(status.refusalWords == nil)
        _ = trial.judge(
            Self.reading(CanaryFrontend(requests: 20, failures: 2, denials: 4)), by: jury, at: 0,
            isStepOver: false, lacking: nil)
        trial.complete(&status, by: jury)
        #expect(
            status.refusalWords
                == "answers of HAProxy itself: 2 failed and 3 refused of 11; before the edit "
                + "0 failed and 1 refused of 9")
    }

    @Test("a new service has no share, and its status no percentage")
    func alone() {
        let jury = Canary("web").jury(from: Spec(), to: Spec(proxies: [Self.proxy(["a"])]))
        #expect(!jury.isShared && jury.added.count == 1)
        #expect(Self.jury(Self.proxy(["a"]), Self.proxy(["a", "n"])).isShared)
    }
}

extension CanaryTrial.Decision {
    fileprivate var isStay: Bool {
        if case .stay = self { true } else { false }
    }
}
