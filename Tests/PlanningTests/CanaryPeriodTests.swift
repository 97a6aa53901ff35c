import Addresses
import Model
import Planning
import Testing

/// Error rates that change with the hour, and sites with few requests.
@Suite("Hours of canaries")
struct CanaryPeriodTests {
    private typealias Requests = (requests: Int, errors: Int)

    private static let jury = jury(["a"], ["a", "n"])

    private static func jury(_ former: [String], _ new: [String]) -> CanaryJury {
        func proxy(_ names: [String]) -> Spec {
            let servers = names.map {
                ProxyServer(name: $0, address: "10.1.0.1", port: UInt16($0.utf8.last ?? 0))
            }
            return Spec(proxies: [Proxy(name: "web", listen: ["10.0.0.1:80"], servers: servers)])
        }
        return Canary("web").jury(from: proxy(former), to: proxy(new))
    }

    private static func reading(_ servers: [String: Requests]) -> CanaryReading {
        var reading = CanaryReading(worker: 1)
        for (name, counts) in servers {
            reading.servers[CanaryServer(name)] = .init(
                .up,
                CanaryCounts(requests: UInt64(counts.requests), errors: UInt64(counts.errors)))
        }
        return reading
    }

    private static func judge(
        _ trial: inout CanaryTrial, _ servers: [String: Requests], _ jury: CanaryJury = jury,
        isWhole: Bool = false
    ) -> CanaryTrial.Decision {
        trial.judge(
            reading(servers), by: jury, at: 0, isStepOver: true, isWhole: isWhole, lacking: nil)
    }

    @Test("a bad hour of all servers in a late step is no fault of the new one")
    func badHour() {
        var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
        // The new server has 1 % of the requests, and then a third.
        #expect(Self.judge(&trial, ["a": (1_080, 0), "n": (120, 0)]) == .advance)
        trial.beginStep()
        #expect(Self.judge(&trial, ["a": (1_193, 26), "n": (188, 14)]) == .advance)
        // Together they look like a fault.
        #expect(
            ErrorComparison(
                CanaryCounts(requests: 188, errors: 14),
                with: CanaryCounts(requests: 1_193, errors: 26)
            ).isWorse)
        // A server that fails more often in that hour is one.
        #expect(
            Self.judge(&trial, ["a": (1_293, 46), "n": (238, 54)])
                == .takeBack(
                    "54 of 238 requests failed (22.7 %), of the other servers 46 of 1293 requests "
                        + "failed (3.6 %)"))
    }

    @Test("a change of weights begins another period")
    func weights() {
        var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
        #expect(Self.judge(&trial, ["a": (1_080, 0), "n": (120, 0)]) == .advance)
        trial.beginPeriod()
        #expect(Self.judge(&trial, ["a": (1_193, 26), "n": (188, 14)]) == .advance)
        #expect(trial.total[CanaryServer("n")] == CanaryCounts(requests: 188, errors: 14))
    }

    @Test("in 500 bad hours of all servers few are taken back, and of bad servers nearly all")
    func simulation() {
        var (wrong, missed) = (0, 0)
        for seed in 1...UInt64(500) {
            for isBad in [false, true] where !isBad || seed <= 100 {
                var dice = Dice(seed: seed)
                var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
                var (a, n): (Requests, Requests) = ((0, 0), (0, 0))
                var isBack = false
                for (step, percent) in Canary.percents.enumerated() {
                    let rate = step == 4 ? 0.2 : 0.005
                    for _ in 0..<1_200 {
                        let isNew = dice.chance(max(1, percent / 2))
                        let limit = isNew && isBad ? rate + 0.15 : rate
                        let fails = Double.random(in: 0..<1, using: &dice) < limit ? 1 : 0
                        if isNew {
                            n = (n.requests + 1, n.errors + fails)
                        } else {
                            a = (a.requests + 1, a.errors + fails)
                        }
                    }
                    if case .takeBack = Self.judge(&trial, ["a": a, "n": n]) { isBack = true }
                    trial.beginStep()
                }
                if isBack != isBad {
                    if isBad { missed += 1 } else { wrong += 1 }
                }
            }
        }
        #expect(wrong <= 5)
        #expect(missed <= 1)
    }

    @Test("three failures are enough where the others have none")
    func fewRequests() {
        var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
        #expect(Self.judge(&trial, ["a": (59, 0), "n": (2, 2)]) == .advance)
        var other = trial
        #expect(
            Self.judge(&trial, ["a": (60, 0), "n": (3, 3)])
                == .takeBack(
                    "3 of 3 requests failed (100.0 %), of the other servers 0 of 60 requests "
                        + "failed (0.0 %)"))
        // One of five fails at both.
        #expect(Self.judge(&other, ["a": (60, 12), "n": (15, 3)]) == .advance)
    }

    @Test("a small site takes a server back that fails every request, and keeps a good one")
    func smallSite() {
        var (taken, wrong) = (0, 0)
        for seed in 1...UInt64(200) {
            for rate in [1.0, 0.02] {
                var dice = Dice(seed: seed)
                var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
                var (a, n): (Requests, Requests) = ((0, 0), (0, 0))
                var isBack = false
                for percent in Canary.percents + [100] {
                    // One request a second, and three servers.
                    for _ in 0..<30 {
                        let isNew = dice.chance(max(1, 100 * percent / (200 + percent)))
                        let limit = isNew ? rate : 0.02
                        let fails = Double.random(in: 0..<1, using: &dice) < limit ? 1 : 0
                        if isNew {
                            n = (n.requests + 1, n.errors + fails)
                        } else {
                            a = (a.requests + 1, a.errors + fails)
                        }
                        let decision = Self.judge(&trial, ["a": a, "n": n])
                        if case .takeBack = decision { isBack = true }
                    }
                    trial.beginStep()
                }
                if isBack { if rate == 1 { taken += 1 } else { wrong += 1 } }
            }
        }
        #expect(taken == 200)
        #expect(wrong <= 4)
    }

    @Test("the sum of two periods has the convolution of their distributions")
    func convolution() {
        func counts(_ requests: UInt64, _ errors: UInt64) -> CanaryCounts {
            CanaryCounts(requests: requests, errors: errors)
        }
        let comparison = ErrorComparison([
            .init(counts(10, 3), counts(10, 1)), .init(counts(5, 2), counts(20, 1)),
        ])
        // R: sum(outer(dhyper(0:4, 10, 10, 4), dhyper(0:3, 5, 20, 3))[outer(0:4, 0:3, "+") >= 5]).
        #expect(abs(comparison.probability - Self.expected) < 1e-9)
        let alone = ErrorComparison([.init(counts(10, 3), counts(10, 1))])
        #expect(abs(alone.probability - 0.29102167) < 1e-6)
        // A period without requests of the canary has no part.
        let more = ErrorComparison([
            .init(counts(10, 3), counts(10, 1)), .init(counts(0, 0), counts(900, 90)),
        ])
        #expect(more.probability == alone.probability && more.isReferenceSmall)
    }

    /// The tail of the convolution, from all combinations.
    private static var expected: Double {
        func choose(_ n: Int, _ k: Int) -> Double {
            k < 0 || k > n ? 0 : (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
        }
        func density(_ count: Int, _ own: Int, _ other: Int, _ failed: Int) -> Double {
            choose(own, count) * choose(other, failed - count) / choose(own + other, failed)
        }
        var sum = 0.0
        for first in 0...4 {
            for second in 0...3 where first + second >= 5 {
                sum += density(first, 10, 10, 4) * density(second, 5, 20, 3)
            }
        }
        return sum
    }

    @Test("large numbers are judged by the normal distribution, and alike")
    func large() {
        func comparison(_ errors: UInt64) -> ErrorComparison {
            let period = ErrorComparison.Period(
                CanaryCounts(requests: 1_000_000, errors: errors),
                CanaryCounts(requests: 9_000_000, errors: 180_000))
            return ErrorComparison([period, period])
        }
        #expect(!comparison(20_000).isWorse && comparison(31_000).isWorse)
    }

    @Test("without the removed servers, the others are compared with the steps before")
    func load() {
        let jury = Self.jury(["a", "b"], ["b", "n"])
        #expect(jury.removed == [CanaryServer("a")])
        var trial = CanaryTrial(Self.reading(["a": (0, 0), "b": (0, 0)]))
        let before: [String: Requests] = ["a": (200, 2), "b": (200, 2), "n": (200, 2)]
        #expect(Self.judge(&trial, before, jury) == .advance)
        trial.beginStep()
        // Both fail alike, because the load is too high for them.
        #expect(
            Self.judge(&trial, ["b": (300, 32), "n": (300, 32)], jury, isWhole: true)
                == .takeBack(
                    "60 of 200 requests failed (30.0 %), in the steps before 6 of 600 requests "
                        + "failed (1.0 %)"))
    }

    @Test("all of the edit waits for the ports of other proxies")
    func otherPorts() {
        var trial = CanaryTrial(Self.reading(["a": (0, 0)]))
        var reading = Self.reading(["a": (0, 0), "n": (0, 0)])
        reading.faults = ["cannot listen on 10.0.0.9:80"]
        func judge(_ time: Int64, isWhole: Bool) -> CanaryTrial.Decision {
            trial.judge(
                reading, by: Self.jury, at: time, isStepOver: true, isWhole: isWhole, lacking: nil)
        }
        #expect(judge(0, isWhole: false) == .advance)
        #expect(judge(0, isWhole: true) == .stay(["cannot listen on 10.0.0.9:80"]))
        let limit = Self.jury.patience.wholeMilliseconds
        guard case .takeBack(let reason) = judge(limit + 1, isWhole: true) else {
            Issue.record("the edit stays")
            return
        }
        #expect(reason.hasSuffix("cannot listen on 10.0.0.9:80"))
        trial = CanaryTrial(reading)
        #expect(judge(0, isWhole: true) == .advance, "it was so before")
    }
}
