import Addresses
import Health
import Model

/// Servers on 127.0.0.0/8, asked again and again.
struct Load {
    let speaksHTTP: Bool
    let servers: UInt32
    let port: UInt16
    /// Seconds between two checks of a server.
    let interval: Double
    /// Seconds that are measured.
    let seconds: Double

    init(_ speaksHTTP: Bool, _ numbers: [Double]) {
        self.speaksHTTP = speaksHTTP
        servers = UInt32(numbers[0])
        port = UInt16(numbers[1])
        interval = numbers[2]
        seconds = numbers[3]
    }

    /// How long it takes until every server was checked twice.
    var settling: Double { 2 * interval + 1 }

    var probes: [Probe: Duration] {
        var probes: [Probe: Duration] = [:]
        for server in 1...servers {
            let kind: Probe.Kind = speaksHTTP ? .http(HTTPProbe()) : .connect
            probes[Probe(kind, at: Endpoint(address(server), port: port))] = .seconds(interval)
        }
        return probes
    }

    /// The same servers, a hundred in a service, as a document has them.
    var spec: Spec {
        var check = Check(speaksHTTP ? .negotiate : .connect)
        if speaksHTTP { check.service = .http }
        let services = stride(from: UInt32(1), through: servers, by: 100).map { first in
            Service(
                name: "s\(first)",
                key: .listen(
                    .tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0000 + first)), port: 80)),
                check: check,
                servers: (first...min(first + 99, servers)).map {
                    RealServer(name: "r\($0)", address: address($0), port: port)
                })
        }
        return Spec(
            health: HealthDefaults(interval: .seconds(interval)), services: services)
    }

    private func address(_ server: UInt32) -> IPAddress {
        .v4(IPv4Address(rawValue: 0x7f01_0000 + server))
    }
}
