import Addresses
import Health
import Model

/// How soon a dead server is found: all are killed, one each 20...60 ms, half of them so that they
/// refuse connections, half so that they accept and are silent.
func measureKills(of count: Int) async throws {
    let interval = Duration.seconds(1)
    let timeout = Duration.milliseconds(500)
    let farm = try Farm(count: count)
    let running = Task.detached { farm.serve() }
    var check = Check(.negotiate)
    check.service = .http
    check.timeout = timeout
    let service = Service(
        name: "farm",
        key: .listen(.tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001)), port: 80)),
        check: check,
        servers: farm.endpoints.enumerated().map { number, endpoint in
            RealServer(name: "r\(number)", address: endpoint.address, port: endpoint.port)
        })
    let (changes, next) = AsyncStream.makeStream(of: (ContinuousClock.Instant, Verdicts).self)
    let monitor = HealthMonitor(
        runner: try ProbeRunner(wallClock: wallMilliseconds),
        publish: { next.yield((.now, $0.verdicts)) })
    let monitoring = Task { await monitor.run() }
    await monitor.follow(
        Spec(health: HealthDefaults(interval: interval), services: [service]))
    var published = changes.makeAsyncIterator()
    while let (_, verdicts) = await published.next() {
        let all = verdicts[service.key] ?? [:]
        if all.count == count, all.values.allSatisfy({ $0.state == .up }) { break }
    }
    let killing = Task {
        var times: [Endpoint: ContinuousClock.Instant] = [:]
        for (number, endpoint) in farm.endpoints.enumerated() {
            // Not in step with the checks.
            try await Task.sleep(for: .microseconds(20_000 + number * 7919 % 40_000))
            times[endpoint] = .now
            farm.kill(number, silently: number % 2 == 1)
        }
        return times
    }
    var found: [Endpoint: ContinuousClock.Instant] = [:]
    while found.count < count, let (time, verdicts) = await published.next() {
        for (endpoint, verdict) in verdicts[service.key] ?? [:] where verdict.state == .down {
            if found[endpoint] == nil { found[endpoint] = time }
        }
    }
    let killed = try await killing.value
    var delays: [[Double]] = [[], []]
    var late = 0
    for (number, endpoint) in farm.endpoints.enumerated() {
        guard let begin = killed[endpoint], let end = found[endpoint] else { continue }
        delays[number % 2].append((end - begin) / .milliseconds(1))
        if end < begin || end - begin > interval + timeout + .milliseconds(50) { late += 1 }
    }
    for (name, all) in zip(["refusing", "silent"], delays) where !all.isEmpty {
        let sorted = all.sorted()
        print(
            "\(name): \(sorted.count) of \(count / 2) found,",
            "median \(tenths(sorted[sorted.count / 2]))",
            "ms, at most \(tenths(sorted.last ?? 0)) ms")
    }
    print("\(late) later than \(interval + timeout) and 50 ms")
    monitoring.cancel()
    running.cancel()
    farm.end()
    await monitoring.value
}
