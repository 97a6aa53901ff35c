import Model
import Testing

@testable import HAProxy

@Suite("When workers are reloaded")
struct WorkerMachineTests {
    static func configuration(_ text: String) -> WorkerConfiguration {
        WorkerConfiguration(
            text: text, proxies: DesiredProxies(frame: ProxyFrame(of: text, servers: [])))
    }

    @Test("1,000 saves in 10 s are a bounded number of reloads and end in the last state")
    func storm() {
        var machine = WorkerMachine(spacing: .milliseconds(500))
        var now = ContinuousClock.now
        let begin = now
        var brought: [WorkerConfiguration] = []
        var busyUntil: ContinuousClock.Instant?
        for turn in 0..<2_000 {
            if turn < 1_000 { machine.want(Self.configuration("\(turn)")) }
            if let until = busyUntil, now >= until {
                machine.finished(.done(reloaded: true), at: now)
                busyUntil = nil
            }
            if case .bring(let configuration) = machine.next(at: now) {
                #expect(busyUntil == nil, "two at a time")
                brought.append(configuration)
                busyUntil = now + .milliseconds(80)
            }
            now += .milliseconds(10)
        }
        #expect(now - begin == .seconds(20))
        #expect(brought.count <= 20)
        #expect(brought.last == Self.configuration("999"))
        #expect(machine.inForce == Self.configuration("999"))
        #expect(machine.complaint == nil)
    }

    @Test("what HAProxy refuses is not tried again, and what was in force stays")
    func refusal() {
        var machine = WorkerMachine(spacing: .seconds(1))
        let now = ContinuousClock.now
        machine.want(Self.configuration("good"))
        #expect(machine.next(at: now) == .bring(Self.configuration("good")))
        machine.finished(.done(reloaded: true), at: now)
        machine.want(Self.configuration("bad"))
        #expect(machine.next(at: now) == .wait(until: now + .seconds(1)))
        #expect(machine.next(at: now + .seconds(1)) == .bring(Self.configuration("bad")))
        machine.finished(.refused("line 1: no"), at: now + .seconds(1))
        #expect(machine.next(at: now + .seconds(60)) == .rest)
        #expect(machine.inForce == Self.configuration("good"))
        #expect(machine.complaint == "line 1: no")
        machine.lookAgain()
        #expect(machine.next(at: now + .seconds(60)) == .bring(Self.configuration("good")))
        machine.finished(.done(reloaded: false), at: now + .seconds(60))
        #expect(machine.complaint == "line 1: no")
        machine.want(Self.configuration("better"))
        #expect(machine.next(at: now + .seconds(61)) == .bring(Self.configuration("better")))
        machine.finished(.done(reloaded: true), at: now + .seconds(61))
        #expect(machine.complaint == nil)
    }

    @Test(
        "what stands in the way is tried again, with a wait that doubles; something newer at once")
    func failure() {
        var machine = WorkerMachine(spacing: .seconds(1))
        var now = ContinuousClock.now
        machine.want(Self.configuration("a"))
        for wait in [1, 2, 4, 8, 16, 30, 30] {
            #expect(machine.next(at: now) == .bring(Self.configuration("a")))
            machine.finished(.failed("no"), at: now)
            #expect(machine.next(at: now) == .wait(until: now + .seconds(wait)))
            now += .seconds(wait)
        }
        #expect(machine.next(at: now) == .bring(Self.configuration("a")))
        machine.want(Self.configuration("b"))
        machine.finished(.failed("no"), at: now)
        #expect(machine.next(at: now + .seconds(1)) == .bring(Self.configuration("b")))
    }

    @Test("commands cost no wait")
    func commands() {
        var machine = WorkerMachine(spacing: .seconds(1))
        let now = ContinuousClock.now
        machine.want(Self.configuration("a"))
        _ = machine.next(at: now)
        machine.finished(.done(reloaded: false), at: now)
        machine.want(Self.configuration("b"))
        #expect(machine.next(at: now) == .bring(Self.configuration("b")))
    }

    @Test("an end of HAProxy does not wait for what is tried again, nor for a refusal")
    func end() {
        var machine = WorkerMachine(spacing: .seconds(1))
        var now = ContinuousClock.now
        machine.want(Self.configuration("bad"))
        for _ in 0..<6 {
            _ = machine.next(at: now)
            machine.finished(.failed("no"), at: now)
            if case .wait(let time) = machine.next(at: now) { now = time }
        }
        _ = machine.next(at: now)
        machine.finished(.failed("no"), at: now)
        #expect(machine.next(at: now) == .wait(until: now + .seconds(30)))
        machine.startAgain(at: now)
        #expect(machine.next(at: now) == .wait(until: now + .seconds(1)))
        now += .seconds(1)
        #expect(machine.next(at: now) == .bring(Self.configuration("bad")))
        machine.finished(.refused("never"), at: now)
        #expect(machine.next(at: now + .seconds(60)) == .rest)
        machine.startAgain(at: now)
        #expect(machine.next(at: now + .seconds(1)) == .bring(Self.configuration("bad")))
    }

    @Test("after a reload there is one look, and no further one")
    func lookAfterReload() {
        var machine = WorkerMachine(spacing: .seconds(1))
        let now = ContinuousClock.now
        machine.want(Self.configuration("a"))
        _ = machine.next(at: now)
        #expect(!machine.isLooking)
        machine.finished(.done(reloaded: true), at: now)
        #expect(machine.next(at: now) == .wait(until: now + .seconds(1)))
        #expect(machine.next(at: now + .seconds(1)) == .bring(Self.configuration("a")))
        #expect(machine.isLooking)
        machine.finished(.done(reloaded: true), at: now + .seconds(1))
        #expect(machine.next(at: now + .seconds(60)) == .rest)
    }

    @Test("values that were sent are in force, unless something waits or was refused")
    func values() {
        var machine = WorkerMachine(spacing: .seconds(1))
        let now = ContinuousClock.now
        var isSettled = machine.settle(Self.configuration("a"))
        #expect(!isSettled)
        machine.want(Self.configuration("a"))
        isSettled = machine.settle(Self.configuration("b"))
        #expect(!isSettled)
        _ = machine.next(at: now)
        isSettled = machine.settle(Self.configuration("b"))
        #expect(!isSettled)
        machine.finished(.done(reloaded: false), at: now)
        isSettled = machine.settle(Self.configuration("b"))
        #expect(isSettled)
        #expect(machine.inForce == Self.configuration("b") && machine.next(at: now) == .rest)
        machine.lookAgain()
        #expect(machine.next(at: now) == .bring(Self.configuration("b")) && machine.isLooking)
        machine.finished(.done(reloaded: false), at: now)
        machine.want(Self.configuration("c"))
        _ = machine.next(at: now)
        machine.finished(.refused("no"), at: now)
        isSettled = machine.settle(Self.configuration("d"))
        #expect(!isSettled)
        #expect(machine.inForce == Self.configuration("b"))
    }

    @Test("the last configuration is kept alive until something is wanted, or nothing any more")
    func keepsLast() {
        var machine = WorkerMachine(spacing: .seconds(1))
        machine.keepLast()
        #expect(machine.keepsLast && machine.isIdle)
        machine.want(Self.configuration("a"))
        #expect(!machine.keepsLast)
        machine.keepLast()
        #expect(!machine.keepsLast)
        machine = WorkerMachine(spacing: .seconds(1))
        machine.keepLast()
        machine.forget()
        #expect(!machine.keepsLast)
    }
}
