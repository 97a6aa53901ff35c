import Addresses
import Health
import Model

/// The processor time of one edit of the document: the weight of one server changes, then the
/// request of one check.
func measureFollow(services: Int, servers: Int) async throws {
    let monitor = HealthMonitor(
        runner: try ProbeRunner(wallClock: wallMilliseconds), publish: { _ in })
    let running = Task { await monitor.run() }
    await monitor.follow(farm(services, servers))
    // The first checks are spread over a millisecond for each server.
    try await Task.sleep(for: .milliseconds(services * servers + 3_000))
    let edits: [(String, (inout Spec, Int) -> Void)] = [
        ("nothing", { _, _ in }),
        ("a weight", { spec, edit in spec.services[0].servers[0].weight = 2 + edit % 7 }),
        ("a request", { spec, edit in spec.services[0].check?.request = "/\(edit)" }),
    ]
    for (name, change) in edits {
        let count = 10
        // As the document is read again: no two of them share their storage.
        let documents = (0..<count).map { edit in
            var spec = farm(services, servers)
            change(&spec, edit)
            return spec
        }
        let begin = cpuSeconds()
        for document in documents {
            await monitor.follow(document)
            _ = await monitor.isAlive(within: .seconds(60))
        }
        let cost = (cpuSeconds() - begin) * 1e3 / Double(count)
        print("\(name) of \(services) x \(servers): \(tenths(cost)) ms")
    }
    running.cancel()
    await running.value
}

/// Services with servers that refuse connections, and are not checked during the measurement.
private func farm(_ services: Int, _ servers: Int) -> Spec {
    Spec(
        health: HealthDefaults(interval: .seconds(3_600)),
        services: (0..<services).map { number in
            var check = Check(.negotiate)
            check.service = .http
            let address = { (place: Int) in
                IPAddress.v4(IPv4Address(rawValue: 0x7f01_0000 + UInt32(number * servers + place)))
            }
            return Service(
                name: "s\(number)",
                key: .listen(
                    .tcp,
                    Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001 + UInt32(number))), port: 80)),
                check: check,
                servers: (0..<servers).map {
                    RealServer(name: "r\($0)", address: address($0), port: 1)
                })
        })
}
