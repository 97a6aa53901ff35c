import Addresses
import Model

extension PlanTextTests.Case {
    private static let virtual = [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")]

    static let surroundings = [
        Self(
            name: "what is foreign is reported and stays",
            spec: Spec(virtualAddresses: virtual),
            observed: {
                var observed = holding([(.at("10.0.0.11:80"), busy)], ledger: Ledger())
                observed.interfaces = ["eth0", "eth1"]
                observed.addresses = [
                    "10.0.0.1/24 on eth0": .foreign, "10.0.0.21/24 on eth0": .foreign,
                    "10.9.0.21/24 on eth1": .foreign,
                ]
                return observed
            }(),
            steps: [], foreign: ["tcp 10.0.0.1:80, 1 servers", "10.0.0.21/24 on eth0"]),
        Self(
            name: "an address waits for an interface",
            spec: Spec(virtualAddresses: virtual), observed: Observed(interfaces: ["eth1"]),
            steps: [], notes: ["10.0.0.1/24 on eth0 has to wait: there is no such interface"]),
        Self(
            name: "an address stays where it is until the interface is there that it is to go to",
            spec: Spec(virtualAddresses: virtual),
            observed: Observed(
                addresses: ["10.0.0.1/24 on eth1": .ours, "10.0.0.1/32 on eth2": .ours],
                interfaces: ["eth1", "eth2"]),
            steps: [],
            notes: [
                "10.0.0.1/24 on eth0 has to wait: there is no such interface",
                "10.0.0.1/24 on eth1 stays until there is eth0, its new place",
                "10.0.0.1/32 on eth2 stays until there is eth0, its new place",
            ]),
        Self(
            name: "an address stays while its service drains",
            spec: Spec(),
            observed: {
                var observed = holding([(.at("10.0.0.12:80"), busy)])
                observed.addresses = [
                    "10.0.0.1/24 on eth0": .ours, "10.0.0.2/24 on eth0": .ours,
                    "10.0.0.21/24 on eth0": .foreign,
                ]
                return observed
            }(),
            steps: [
                "~ drain 10.0.0.12:80 in tcp 10.0.0.1:80, 12 connections",
                "- address 10.0.0.2/24 on eth0",
            ],
            notes: ["10.0.0.1/24 on eth0 stays until tcp 10.0.0.1:80 has drained"],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, until 120 s"]),
        Self(
            name: "an address that is there with another length is adopted as it is",
            spec: Spec(virtualAddresses: [
                VirtualAddress(address: "10.0.0.1/32", interface: "eth0"),
                VirtualAddress(address: "2001:db8::1/64", interface: "eth0"),
            ]),
            observed: Observed(
                addresses: [
                    "10.0.0.1/24 on eth0": .ours, "2001:db8::1/128 on eth0": .ours,
                ],
                interfaces: ["eth0"]),
            steps: []),
        Self(
            name: "a host without services of ours keeps its settings",
            spec: {
                var spec = Spec()
                spec.ipvs.timeouts = IPVSTimeouts(tcp: 10)
                return spec
            }(),
            observed: Observed(
                sysctls: [.connectionReuseMode: 0],
                timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300)),
            steps: []),
        Self(
            name: "the kernel's own switching of a defence is no difference",
            spec: {
                var spec = web([.at("10.0.0.11")])
                spec.ipvs.sysctls[.dropEntry] = 1
                return spec
            }(),
            observed: {
                var observed = holding([(.at("10.0.0.11:80"), idle)])
                observed.sysctls = [.dropEntry: 2]
                return observed
            }(),
            steps: []),
    ]
}
