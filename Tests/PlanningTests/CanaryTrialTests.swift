import Addresses
import Model
import Planning
import Testing

/// The judgement of canaries.
@Suite("Judgement of canaries")
struct CanaryTrialTests {
    private static let (old, new) = (CanaryServer("a"), CanaryServer("b"))

    private static func jury(isChanged: Bool = false, adds: Bool = true) -> CanaryJury {
        let address: IPAddress = "10.0.0.1"
        let server = ProxyServer(name: "a", address: address, port: 81)
        let other = ProxyServer(name: "b", address: address, port: 82)
        let proxy = Proxy(
            name: "web", listen: [Endpoint(address, port: 80)], servers: [server])
        var next = proxy
        if adds { next.servers.append(other) }
        if isChanged { next.normalize = true }
        return Canary("web").jury(from: Spec(proxies: [proxy]), to: Spec(proxies: [next]))
    }

    private static func reading(
        _ old: (requests: Int, errors: Int), _ new: (requests: Int, errors: Int)?,
        worker: Int = 1, health: CanaryReading.Health = .up
    ) -> CanaryReading {
        var reading = CanaryReading(worker: worker)
        reading.servers[Self.old] = .init(
            .up, CanaryCounts(requests: UInt64(old.requests), errors: UInt64(old.errors)))
        if let new {
            reading.servers[Self.new] = .init(
                health, CanaryCounts(requests: UInt64(new.requests), errors: UInt64(new.errors)))
        }
        return reading
    }

    private static func isBack(_ decision: CanaryTrial.Decision) -> Bool {
        if case .takeBack = decision { true } else { false }
    }

    @Test("a server that fails more often than the others is taken back, with the numbers")
    func worse() throws {
        let jury = Self.jury()
        var trial = CanaryTrial(Self.reading((5_000, 50), nil))
        let decision = trial.judge(
            Self.reading((8_000, 53), (30, 6)), by: jury, at: 0, isStepOver: false, lacking: nil)
        #expect(
            decision
                == .takeBack(
                    "6 of 30 requests failed (20.0 %), of the other servers 3 of 3000 requests "
                        + "failed (0.1 %)"))
        trial = CanaryTrial(Self.reading((5_000, 50), nil))
        #expect(
            trial.judge(
                Self.reading((8_000, 50), (2, 2)), by: jury, at: 0, isStepOver: true,
                lacking: nil) == .advance, "too few failures")
    }

    @Test("counters of a new worker begin at 0, and what was counted before stays")
    func reload() throws {
        let jury = Self.jury()
        var trial = CanaryTrial(Self.reading((100, 0), nil))
        let readings = [
            Self.reading((300, 1), (10, 2)),
            Self.reading((50, 0), (10, 2), worker: 2),
            Self.reading((400, 3), (20, 2), worker: 2),
            // The operator has cleared the counters.
            Self.reading((7, 0), (1, 0), worker: 2),
        ]
        for reading in readings {
            _ = trial.judge(reading, by: jury, at: 0, isStepOver: false, lacking: nil)
        }
        #expect(trial.total[Self.old] == CanaryCounts(requests: 607, errors: 4))
        #expect(trial.total[Self.new] == CanaryCounts(requests: 31, errors: 4))
    }

    @Test("a proven server that fails its check is taken back at once, another one at its time")
    func checks() throws {
        let jury = Self.jury()
        let limit = jury.patience.wholeMilliseconds
        var trial = CanaryTrial(Self.reading((0, 0), nil))
        func judge(_ health: CanaryReading.Health, _ now: Int64) -> CanaryTrial.Decision {
            trial.judge(
                Self.reading((0, 0), (0, 0), health: health), by: jury, at: now, isStepOver: true,
                lacking: nil)
        }
        #expect(judge(.unproven, 0) == .stay(["b has not passed its check"]))
        #expect(judge(.down("connect refused"), limit) == .stay(["b is down: connect refused"]))
        #expect(Self.isBack(judge(.unproven, limit + 1)))
        #expect(judge(.up, limit + 2) == .advance)
        // The others may follow.
        #expect(judge(.down("timeout"), limit + 3) == .stay(["b is down: timeout"]))
        var other = trial
        #expect(judge(.up, limit + 4) == .takeBack("b was down: timeout"))
        swap(&trial, &other)
        #expect(judge(.down("timeout"), 2 * limit + 3) == .stay(["b is down: timeout"]))
        #expect(judge(.down("timeout"), 2 * limit + 4) == .takeBack("b is down: timeout"))
    }

    @Test("a step waits for the host and for an answer of HAProxy")
    func waits() throws {
        let jury = Self.jury()
        var trial = CanaryTrial(Self.reading((0, 0), nil))
        let reading = Self.reading((0, 0), (0, 0))
        #expect(
            trial.judge(reading, by: jury, at: 0, isStepOver: true, lacking: ["x: no"])
                == .stay(["x: no"]))
        #expect(
            trial.judge(CanaryReading(), by: jury, at: 900_000, isStepOver: true, lacking: nil)
                == .stay(["HAProxy does not answer"]))
        #expect(trial.judge(reading, by: jury, at: 0, isStepOver: true, lacking: nil) == .advance)
        var refused = reading
        refused.complaint = "web: unknown keyword"
        #expect(
            Self.isBack(trial.judge(refused, by: jury, at: 0, isStepOver: false, lacking: nil)))
    }

    @Test("a changed service without new servers is compared with its past")
    func past() throws {
        let jury = Self.jury(isChanged: true, adds: false)
        #expect(jury.changed == [Self.old])
        var trial = CanaryTrial(Self.reading((1_000, 10), nil))
        #expect(
            trial.judge(
                Self.reading((1_100, 11), nil), by: jury, at: 0, isStepOver: true, lacking: nil)
                == .advance)
        let decision = trial.judge(
            Self.reading((1_200, 31), nil), by: jury, at: 0, isStepOver: false, lacking: nil)
        #expect(
            decision
                == .takeBack(
                    "21 of 200 requests failed (10.5 %), before the edit 10 of 1000 requests "
                        + "failed (1.0 %)"))
    }

    @Test("a stored judgement continues where it was, and each step ends once")
    func stored() throws {
        try Seeds.forAll { dice in
            let jury = Self.jury()
            var trial = CanaryTrial(Self.reading((dice.number(0...50), 0), nil))
            var (requests, sum) = (0, 0)
            var worker = 1
            for _ in 0..<20 {
                if dice.chance(10) {
                    worker += 1
                    requests = 0
                }
                let more = dice.number(0...40)
                requests += more
                sum += more
                _ = trial.judge(
                    Self.reading((0, 0), (requests, 0), worker: worker), by: jury, at: 0,
                    isStepOver: false, lacking: nil)
                if dice.chance(20) { trial.beginStep() }
            }
            try claim(trial.total[Self.new]?.requests == UInt64(sum), "\(trial)")
        }
    }

    /// Judges a canary with these error rates, each second, and returns whether it was taken back.
    private static func isTakenBack(
        _ rate: Double, _ other: Double, _ dice: inout Dice
    ) throws -> Bool {
        let jury = jury()
        var trial = CanaryTrial(reading((0, 0), nil))
        var (old, new) = ((requests: 0, errors: 0), (requests: 0, errors: 0))
        for percent in Canary.percents {
            for second in 0..<30 {
                for _ in 0..<40 {
                    let isNew = dice.chance(max(1, percent / 2))
                    let fails =
                        Double.random(in: 0..<1, using: &dice) < (isNew ? rate : other)
                    if isNew {
                        new = (new.requests + 1, new.errors + (fails ? 1 : 0))
                    } else {
                        old = (old.requests + 1, old.errors + (fails ? 1 : 0))
                    }
                }
                let decision = trial.judge(
                    reading(old, new), by: jury, at: 0, isStepOver: second == 29, lacking: nil)
                if isBack(decision) { return true }
            }
            trial.beginStep()
        }
        return false
    }

    @Test("of 1,000 equal servers few are taken back, and of bad ones nearly all")
    func chance() throws {
        var wrong = 0
        var missed = 0
        for seed in 1...UInt64(1_000) {
            var dice = Dice(seed: seed)
            if try Self.isTakenBack(0.02, 0.02, &dice) { wrong += 1 }
            guard seed <= 200 else { continue }
            if try !Self.isTakenBack(0.08, 0.02, &dice) { missed += 1 }
        }
        print("canary: \(wrong) of 1000 equal ones taken back, \(missed) of 200 bad ones missed")
        #expect(wrong <= 20)
        #expect(missed <= 2)
    }

    @Test("the probability is that of the hypergeometric distribution")
    func probability() {
        func value(_ own: (Int, Int), _ other: (Int, Int)) -> Double {
            ErrorComparison(
                CanaryCounts(requests: UInt64(own.0), errors: UInt64(own.1)),
                with: CanaryCounts(requests: UInt64(other.0), errors: UInt64(other.1))
            ).probability
        }
        // R: phyper(x - 1, n1, n2, k, lower.tail = FALSE).
        #expect(abs(value((10, 3), (10, 1)) - 0.29102167) < 1e-6)
        #expect(abs(value((30, 1), (3_000, 0)) - 30.0 / 3_030) < 1e-9)
        #expect(value((0, 0), (10, 1)) == 1)
        #expect(value((1_000_000, 20_500), (9_000_000, 180_000)) < 0.001)
        #expect(value((1_000_000, 20_000), (9_000_000, 180_000)) > 0.4)
    }
}
