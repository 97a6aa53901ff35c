import Addresses
import Glibc
import Health

/// Checks servers on 127.0.0.0/8 and prints what a check costs.
///
/// Arguments: connect|http, servers, port, interval in seconds, seconds to measure.
func measure() async throws {
    let words = CommandLine.arguments
    guard words.count == 6, let servers = UInt32(words[2]), let port = UInt16(words[3]),
        let interval = Double(words[4]), let seconds = Double(words[5])
    else {
        print("health-bench connect|http SERVERS PORT INTERVAL SECONDS")
        return
    }
    var probes: [Probe: Duration] = [:]
    for server in 1...servers {
        let address = IPv4Address(rawValue: 0x7f01_0000 + server)
        let kind: Probe.Kind = words[1] == "http" ? .http(HTTPProbe()) : .connect
        probes[Probe(kind, at: Endpoint(.v4(address), port: port))] = .seconds(interval)
    }
    let runner = try ProbeRunner()
    let running = Task { await runner.run() }
    let counting = Task {
        var counts = (passed: 0, other: 0, cpu: 0.0)
        var begin: ContinuousClock.Instant?
        let settled = ContinuousClock.now + .seconds(2 * interval + 1)
        for await batch in runner.reports {
            let now = ContinuousClock.now
            if begin == nil, now > settled {
                begin = now
                counts = (0, 0, cpuSeconds())
            }
            for report in batch {
                if report.result.isPassed { counts.passed += 1 } else { counts.other += 1 }
            }
            if let begin, now - begin > .seconds(seconds) {
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
    await runner.replace(probes)
    await counting.value
    running.cancel()
    await running.value
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

try await measure()
