import Addresses
import Model

extension PlanTextTests.Case {
    static let growth = [
        Self(
            name: "an empty host gets settings, services, servers, then addresses",
            spec: {
                var spec = Spec(
                    virtualAddresses: [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")],
                    services: [
                        Service(
                            name: "web", key: key,
                            servers: [.at("10.0.0.12", weight: 3), .at("10.0.0.11")])
                    ])
                spec.ipvs.timeouts = IPVSTimeouts(tcp: 3600)
                return spec
            }(),
            observed: Observed(
                interfaces: ["eth0"], sysctls: [.connectionReuseMode: 0, .backupOnly: 1],
                timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300)),
            steps: [
                "~ sysctl conn_reuse_mode 0 -> 1",
                "~ timeouts tcp 900 s -> 3600 s",
                "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.0.0.11:80 in tcp 10.0.0.1:80, gate, weight 1",
                "+ server 10.0.0.12:80 in tcp 10.0.0.1:80, gate, weight 3",
                "+ address 10.0.0.1/32 on eth0",
                "> announce 10.0.0.1/32 on eth0",
            ]),
        Self(
            name: "a changed weight is one edit",
            spec: web([.at("10.0.0.11", weight: 3)]),
            observed: holding([(.at("10.0.0.11:80"), busy)]),
            steps: ["~ server 10.0.0.11:80 in tcp 10.0.0.1:80, weight 1 -> 3"]),
        Self(
            name: "a changed threshold alone is an edit",
            spec: web([.at("10.0.0.11", connections: ConnectionLimits(upper: 1000, lower: 800))]),
            observed: holding([(.at("10.0.0.11:80"), busy)]),
            steps: ["~ server 10.0.0.11:80 in tcp 10.0.0.1:80, limits none -> 1000/800"]),
        Self(
            name: "adds come before raises, raises before edits, edits before lowers",
            spec: web([
                .at("10.0.0.11", state: .drain), .at("10.0.0.12", weight: 2), .at("10.0.0.13"),
                .at("10.0.0.14"),
            ]),
            observed: holding([
                (.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80"), busy),
                (.at("10.0.0.13:80", weight: 0), busy),
            ]),
            steps: [
                "+ server 10.0.0.14:80 in tcp 10.0.0.1:80, gate, weight 1",
                "~ server 10.0.0.13:80 in tcp 10.0.0.1:80, weight 0 -> 1",
                "~ server 10.0.0.12:80 in tcp 10.0.0.1:80, weight 1 -> 2",
                "~ server 10.0.0.11:80 in tcp 10.0.0.1:80, weight 1 -> 0",
            ]),
        Self(
            name: "a full netmask is no difference",
            spec: web([.at("10.0.0.11")], persistence: Persistence(prefixLength: nil)),
            observed: holding(
                [(.at("10.0.0.11:80"), idle)], persistence: Persistence(prefixLength: 32)),
            steps: []),
    ]
}
