import Addresses
import Model

extension PlanTextTests.Case {
    private static func carrying(
        _ addresses: (Prefix, String)..., services: [Service] = []
    ) -> Spec {
        Spec(
            virtualAddresses: addresses.map { VirtualAddress(address: $0.0, interface: $0.1) },
            services: services)
    }

    private static func service(_ key: ServiceKey) -> Service {
        Service(name: "\(key)", key: key, servers: [.at("10.0.0.11")])
    }

    /// tcp 10.0.0.1:80 with one server, on an address of ours.
    private static func serving(
        on interface: String = "eth0", interfaces: Set<String> = ["eth0", "eth1"],
        silent: [String: LinkFault] = [:]
    ) -> Observed {
        var observed = holding([(.at("10.0.0.11:80"), busy)])
        let address = InterfaceAddress(interface: interface, prefix: "10.0.0.1/32")
        observed.addresses = [address: .ours]
        observed.interfaces = interfaces
        observed.silentInterfaces = silent
        return observed
    }

    /// A host that loses an address, on an interface with routes.
    private static func losing(isLast: Bool) -> Self {
        var observed = Observed(
            addresses: [
                "10.0.0.1/32 on eth0": .ours, "10.1.0.1/32 on eth1": .foreign,
                "2001:db8::1/128 on eth0": .foreign,
            ],
            interfaces: ["eth0", "eth1"])
        observed.loneRoutes = ["eth0": 2]
        return Self(
            name: "the routes of an interface leave with its last IPv4 address: \(isLast)",
            spec: isLast ? Spec() : carrying(("10.0.0.2/24", "eth0")), observed: observed,
            steps: (isLast
                ? []
                : ["+ address 10.0.0.2/32 on eth0", "> announce 10.0.0.2/32 on eth0"])
                + ["- address 10.0.0.1/32 on eth0"],
            notes: isLast
                ? [
                    "with its last IPv4 address eth0 loses 2 routes: give eth0 an address of its"
                        + " own to keep them"
                ] : [],
            foreign: isLast ? [] : ["2001:db8::1/128 on eth0"])
    }

    static let addresses = [
        Self(
            name: "a service renumbered onto a mistyped interface stays where it is",
            spec: carrying(("10.0.0.2/24", "ehh0"), services: [service("tcp 10.0.0.2:80")]),
            observed: serving(),
            steps: [
                "+ service tcp 10.0.0.2:80 wrr",
                "+ server 10.0.0.11:80 in tcp 10.0.0.2:80, gate, weight 1",
            ],
            notes: [
                "10.0.0.2/24 on ehh0 has to wait: there is no such interface",
                "tcp 10.0.0.1:80 stays until clients can reach 10.0.0.2/24 on ehh0",
                "10.0.0.1/32 on eth0 stays until clients can reach 10.0.0.2/24 on ehh0",
            ]),
        Self(
            name: "a service is renumbered: the new address comes before the old one drains",
            spec: carrying(("10.0.0.2/24", "eth0"), services: [service("tcp 10.0.0.2:80")]),
            observed: serving(),
            steps: [
                "+ service tcp 10.0.0.2:80 wrr",
                "+ server 10.0.0.11:80 in tcp 10.0.0.2:80, gate, weight 1",
                "+ address 10.0.0.2/32 on eth0",
                "> announce 10.0.0.2/32 on eth0",
                "~ drain 10.0.0.11:80 in tcp 10.0.0.1:80, 12 connections",
            ],
            notes: ["10.0.0.1/32 on eth0 stays until tcp 10.0.0.1:80 has drained"],
            draining: ["10.0.0.11:80 in tcp 10.0.0.1:80, 12 open, until 120 s"]),
        Self(
            name: "nor does it drain while the link of its new address is down",
            spec: carrying(("10.0.0.2/24", "eth1"), services: [service("tcp 10.0.0.2:80")]),
            observed: serving(silent: ["eth1": .noCarrier]),
            steps: [
                "+ service tcp 10.0.0.2:80 wrr",
                "+ server 10.0.0.11:80 in tcp 10.0.0.2:80, gate, weight 1",
                "+ address 10.0.0.2/32 on eth1",
                "> announce 10.0.0.2/32 on eth1",
            ],
            notes: [
                "10.0.0.2/24 on eth1 reaches no client: eth1 has no carrier",
                "tcp 10.0.0.1:80 stays until clients can reach 10.0.0.2/24 on eth1",
                "10.0.0.1/32 on eth0 stays until clients can reach 10.0.0.2/24 on eth1",
            ]),
        Self(
            name: "an address that moves is added and announced, then it leaves the old interface",
            spec: carrying(("10.0.0.1/24", "eth1"), services: [service(key)]),
            observed: serving(),
            steps: [
                "+ address 10.0.0.1/32 on eth1", "> announce 10.0.0.1/32 on eth1",
                "- address 10.0.0.1/32 on eth0",
            ]),
        Self(
            name: "after a restart in between it is announced again before the old one goes",
            spec: carrying(("10.0.0.1/24", "eth1"), services: [service(key)]),
            observed: {
                var observed = serving()
                observed.addresses["10.0.0.1/24 on eth1"] = .ours
                return observed
            }(),
            steps: ["> announce 10.0.0.1/24 on eth1", "- address 10.0.0.1/32 on eth0"]),
        Self(
            name: "an address stays while the interface that it is to go to is down",
            spec: carrying(("10.0.0.1/24", "eth1"), services: [service(key)]),
            observed: serving(silent: ["eth1": .down]), steps: [],
            notes: [
                "10.0.0.1/24 on eth1 has to wait: eth1 is down",
                "10.0.0.1/32 on eth0 stays until it works on eth1, its new place",
            ]),
        Self(
            name: "an address without a twin is added to an interface that is down",
            spec: carrying(("10.0.0.2/24", "eth1")),
            observed: {
                var observed = Observed(interfaces: ["eth1"])
                observed.silentInterfaces = ["eth1": .down]
                return observed
            }(),
            steps: ["+ address 10.0.0.2/32 on eth1", "> announce 10.0.0.2/32 on eth1"],
            notes: ["10.0.0.2/24 on eth1 reaches no client: eth1 is down"]),
        Self(
            name: "the origin of an address decides whose it is, whatever the ledger has",
            spec: carrying(("10.0.0.2/24", "eth0")),
            observed: Observed(
                addresses: [
                    "10.0.0.2/24 on eth0": .foreign, "10.0.0.3/24 on eth0": .foreign,
                ],
                interfaces: ["eth0"], ledger: Ledger(addresses: ["10.0.0.3/24 on eth0"])),
            steps: [], foreign: ["10.0.0.3/24 on eth0"]),
        Self(
            name: "where the kernel keeps no marks the ledger says it",
            spec: carrying(("10.0.0.2/24", "eth0")),
            observed: Observed(
                addresses: [
                    "10.0.0.2/24 on eth0": .unknown, "10.0.0.3/32 on eth0": .unknown,
                    "10.0.0.4/24 on eth0": .unknown,
                ],
                interfaces: ["eth0"], ledger: Ledger(addresses: ["10.0.0.3/32 on eth0"])),
            steps: ["- address 10.0.0.3/32 on eth0"], foreign: ["10.0.0.4/24 on eth0"]),
        Self(
            name: "secondary addresses are kept by a step of its own, where there are any",
            spec: Spec(),
            observed: Observed(
                addresses: [
                    "10.0.0.1/24 on eth0": .ours, "10.0.0.21/24 on eth0": .foreign,
                    "10.1.0.1/24 on eth0": .ours, "10.2.0.1/24 on eth1": .ours,
                    "10.2.0.2/24 on eth1": .foreign,
                ],
                interfaces: ["eth0", "eth1"],
                switchedOff: [.promotion(interface: "eth0")]),
            steps: [
                "~ sysctl net.ipv4.conf.eth0.promote_secondaries 0 -> 1",
                "- address 10.0.0.1/24 on eth0", "- address 10.1.0.1/24 on eth0",
                "- address 10.2.0.1/24 on eth1",
            ]),
        losing(isLast: true), losing(isLast: false),
        Self(
            name: "an address on a link without Ethernet addresses is not announced, with a note",
            spec: carrying(("10.0.0.2/24", "ib0")),
            observed: {
                var observed = Observed(interfaces: ["ib0"])
                observed.muteInterfaces = ["ib0"]
                return observed
            }(),
            steps: ["+ address 10.0.0.2/32 on ib0"],
            notes: [
                "10.0.0.2/32 on ib0 is not announced: ib0 has no hardware address of 6 bytes, so"
                    + " neighbours learn of it when their entries expire"
            ]),
    ]
}
