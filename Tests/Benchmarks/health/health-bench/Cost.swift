import Glibc
import Health
import Model

/// What a check costs in the loop alone.
func measureCost(of load: Load) async throws {
    let runner = try ProbeRunner()
    let running = Task { await runner.run() }
    let counting = Task {
        var counts = (passed: 0, other: 0, cpu: 0.0)
        var begin: ContinuousClock.Instant?
        let settled = ContinuousClock.now + .seconds(load.settling)
        for await batch in runner.reports {
            let now = ContinuousClock.now
            if begin == nil, now > settled {
                begin = now
                counts = (0, 0, cpuSeconds())
            }
            for report in batch {
                if report.result.isPassed { counts.passed += 1 } else { counts.other += 1 }
            }
            if let begin, now - begin > .seconds(load.seconds) {
                let checks = Double(counts.passed + counts.other)
                let cost = (cpuSeconds() - counts.cpu) * 1e6 / checks
                let rate = checks / ((now - begin) / .seconds(1))
                print(
                    "\(tenths(cost)) us, \(tenths(rate)) checks/s, \(counts.other) not passed,",
                    "\(tenths(residentMegabytes())) MB")
                return
            }
        }
    }
    runner.update(load.probes)
    await counting.value
    running.cancel()
    await running.value
}

/// What a check costs with its verdict, as in the daemon.
func measureJudgedCost(of load: Load) async throws {
    let spec = load.spec
    let monitor = HealthMonitor(
        runner: try ProbeRunner(wallClock: wallMilliseconds), publish: { _ in })
    let running = Task { await monitor.run() }
    await monitor.follow(spec)
    try await Task.sleep(for: .seconds(load.settling))
    let begin = (cpu: cpuSeconds(), time: ContinuousClock.now)
    try await Task.sleep(for: .seconds(load.seconds))
    let passed = (ContinuousClock.now - begin.time) / .seconds(1)
    let checks = Double(load.servers) * passed / load.interval
    let cost = (cpuSeconds() - begin.cpu) * 1e6 / checks
    let up = await monitor.snapshot.verdicts.count { $0.machine.verdict.state == .up }
    print(
        "\(tenths(cost)) us (at the ideal rate), \(Int(load.servers) - up) not up,",
        "\(tenths(residentMegabytes())) MB")
    running.cancel()
    await running.value
}

func wallMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let times = [usage.ru_utime, usage.ru_stime]
    return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
}

/// Source: `proc(5)`, the second field of statm, in pages.
func residentMegabytes() -> Double {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
        .split(separator: " ")
    return fields.count > 1 ? (Double(fields[1]) ?? 0) * Double(getpagesize()) / 1e6 : 0
}

func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
