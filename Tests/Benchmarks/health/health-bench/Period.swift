import Health
import Model

/// Whether every server is checked as often as was asked for: the mean period of each.
func measurePeriod(of load: Load) async throws {
    let runner = try ProbeRunner(limits: RunnerLimits())
    let running = Task { await runner.run() }
    let counting = Task {
        var times:
            [Probe: (first: ContinuousClock.Instant, last: ContinuousClock.Instant, count: Int)] =
                [:]
        var cpu = 0.0
        var begin: ContinuousClock.Instant?
        let settled = ContinuousClock.now + .seconds(load.settling)
        for await batch in runner.reports {
            let now = ContinuousClock.now
            guard now > settled else { continue }
            if begin == nil {
                begin = now
                cpu = cpuSeconds()
            }
            for report in batch {
                if let known = times[report.probe] {
                    times[report.probe] = (known.first, now, known.count + 1)
                } else {
                    times[report.probe] = (now, now, 0)
                }
            }
            guard let begin, now - begin > .seconds(load.seconds) else { continue }
            let used = (cpuSeconds() - cpu) / ((now - begin) / .seconds(1))
            let periods = times.values.filter { $0.count > 0 }
                .map { ($0.last - $0.first) / .seconds(1) / Double($0.count) }.sorted()
            func quantile(_ share: Double) -> Double {
                (periods[Int(Double(periods.count - 1) * share)] * 1000).rounded() / 1000
            }
            print(
                "\(periods.count) servers,",
                "period \(quantile(0))...\(quantile(0.5))...\(quantile(1)) s",
                "(least, median, most) of \(load.interval) s,",
                "\(tenths(used * 100)) % of a processor,",
                "\(tenths(residentMegabytes())) MB")
            return
        }
    }
    runner.update(load.probes)
    await counting.value
    running.cancel()
    await running.value
}
