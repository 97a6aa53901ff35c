import Addresses
import Model
import Planning
import Testing

/// What `ballast plan` would print, case by case.
@Suite("Plans as text")
struct PlanTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var spec: Spec
        var observed: Observed
        var seconds = 0
        var steps: [String]
        var notes: [String] = []
        var draining: [String] = []
        var foreign: [String] = []

        var testDescription: String { name }
    }

    @Test("the steps, notes, drains and foreign objects are these", arguments: Case.all)
    func text(_ test: Case) {
        let signals = Signals(now: Moment(milliseconds: Int64(test.seconds) * 1000))
        let plan = plan(from: test.observed, to: desired(from: test.spec, signals: signals))
        #expect(plan.steps.map(\.description) == test.steps)
        #expect(plan.notes == test.notes)
        #expect(plan.draining.map(\.text) == test.draining)
        #expect(plan.foreign.map(\.text) == test.foreign)
    }
}

extension DrainingDestination {
    fileprivate var text: String {
        let end = deadline.map { "until \($0.milliseconds / 1000) s" } ?? "without limit"
        return "\(endpoint) in \(service), \(connections.open) open, \(end)"
    }
}

extension ForeignObject {
    fileprivate var text: String {
        switch self {
        case .service(let key, let count): "\(key), \(count) servers"
        case .address(let address): "\(address)"
        }
    }
}

extension PlanTextTests.Case {
    static let all = growth + departures + surroundings

    private static let key: ServiceKey = "tcp 10.0.0.1:80"
    private static let owned = Ledger(services: [key: LedgerEntry()])

    private static func web(
        _ servers: [RealServer], persistence: Persistence? = nil,
        scheduler: Scheduler = .weightedRoundRobin, drain: DrainPolicy = DrainPolicy()
    ) -> Spec {
        Spec(services: [
            Service(
                name: "web", key: key, scheduler: scheduler, persistence: persistence,
                drain: drain, servers: servers)
        ])
    }

    private static func holding(
        _ destinations: [(Destination, ConnectionCounts)], persistence: Persistence? = nil,
        scheduler: Scheduler = .weightedRoundRobin, ledger: Ledger = owned
    ) -> Observed {
        let service = VirtualService(key: key, scheduler: scheduler, persistence: persistence)
        return Observed(services: [key: .holding(service, destinations)], ledger: ledger)
    }

    private static func leaving(since seconds: Int, drain: DrainPolicy = DrainPolicy()) -> Ledger {
        let since = Moment(milliseconds: Int64(seconds) * 1000)
        return Ledger(services: [
            key: LedgerEntry(drain: drain, draining: ["10.0.0.12:80": since])
        ])
    }

    private static let idle = ConnectionCounts()
    private static let busy = ConnectionCounts(active: 9, inactive: 3)

    private static let growth = [
        Self(
            name: "an empty host gets settings, services, servers, then addresses",
            spec: Spec(
                virtualAddresses: [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")],
                services: [
                    Service(
                        name: "web", key: key,
                        servers: [.at("10.0.0.12", weight: 3), .at("10.0.0.11")])
                ],
                ipvs: IPVSSettings(timeouts: IPVSTimeouts(tcp: 3600))),
            observed: Observed(
                interfaces: ["eth0"], sysctls: [.connectionReuseMode: 0, .backupOnly: 1],
                timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300)),
            steps: [
                "~ sysctl conn_reuse_mode 0 -> 1",
                "~ timeouts tcp 900 s -> 3600 s",
                "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.0.0.11:80 in tcp 10.0.0.1:80, gate, weight 1",
                "+ server 10.0.0.12:80 in tcp 10.0.0.1:80, gate, weight 3",
                "+ address 10.0.0.1/24 on eth0",
                "> announce 10.0.0.1/24 on eth0",
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

    private static let departures = [
        Self(
            name: "a server that is not in the document drains, though it is idle now",
            spec: web([.at("10.0.0.11")]),
            observed: holding([(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80"), idle)]),
            seconds: 100,
            steps: ["~ drain 10.0.0.12:80 in tcp 10.0.0.1:80, 0 connections"],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 0 open, until 220 s"]),
        Self(
            name: "an offline server drains",
            spec: web([.at("10.0.0.11"), .at("10.0.0.12", state: .offline)]),
            observed: holding([(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80"), busy)]),
            seconds: 100,
            steps: ["~ drain 10.0.0.12:80 in tcp 10.0.0.1:80, 12 connections"],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, until 220 s"]),
        Self(
            name: "a drained server is removed",
            spec: web([.at("10.0.0.11")]),
            observed: holding(
                [(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), idle)],
                ledger: leaving(since: 10)),
            seconds: 20,
            steps: ["- server 10.0.0.12:80 in tcp 10.0.0.1:80"]),
        Self(
            name: "a server drains until its deadline",
            spec: web([.at("10.0.0.11")]),
            observed: holding(
                [(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), busy)],
                ledger: leaving(since: 10)),
            seconds: 129, steps: [],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, until 130 s"]),
        Self(
            name: "at the deadline what is left is cut",
            spec: web([.at("10.0.0.11")]),
            observed: holding(
                [(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), busy)],
                ledger: leaving(since: 10)),
            seconds: 130,
            steps: ["- server 10.0.0.12:80 in tcp 10.0.0.1:80, cuts 12 connections"]),
        Self(
            name: "or, with keep, it stays",
            spec: web([.at("10.0.0.11")], drain: DrainPolicy(onTimeout: .keep)),
            observed: holding(
                [(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), busy)],
                ledger: leaving(since: 10)),
            seconds: 500, steps: [],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, without limit"]),
        Self(
            name: "with a drain timeout of 0 a server is removed at once",
            spec: web([.at("10.0.0.11")], drain: DrainPolicy(timeout: 0)),
            observed: holding([(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80"), busy)]),
            steps: ["- server 10.0.0.12:80 in tcp 10.0.0.1:80, cuts 12 connections"]),
        Self(
            name: "a drain of which the ledger knows nothing begins now",
            spec: web([.at("10.0.0.11")]),
            observed: holding([(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), busy)]),
            seconds: 50,
            steps: ["~ drain 10.0.0.12:80 in tcp 10.0.0.1:80, 12 connections"],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, until 170 s"]),
        Self(
            name: "a record from before a restart of the host is no record",
            spec: web([.at("10.0.0.11")]),
            observed: holding(
                [(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), busy)],
                ledger: leaving(since: 9000)),
            seconds: 50,
            steps: ["~ drain 10.0.0.12:80 in tcp 10.0.0.1:80, 12 connections"],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, until 170 s"]),
        Self(
            name: "a server that is back in the document gets its weight by an edit",
            spec: web([.at("10.0.0.12", weight: 5)]),
            observed: holding(
                [(.at("10.0.0.12:80", weight: 0), busy)], ledger: leaving(since: 10)),
            steps: ["~ server 10.0.0.12:80 in tcp 10.0.0.1:80, weight 0 -> 5"]),
        Self(
            name: "an idle service that left goes with its servers",
            spec: Spec(),
            observed: holding(
                [(.at("10.0.0.11:80", weight: 0), idle), (.at("10.0.0.12:80", weight: 0), idle)]),
            steps: [
                "- server 10.0.0.11:80 in tcp 10.0.0.1:80",
                "- server 10.0.0.12:80 in tcp 10.0.0.1:80",
                "- service tcp 10.0.0.1:80",
            ]),
    ] + templates

    private static let templates = [
        Self(
            name: "persistent clients of a draining server are scheduled anew",
            spec: web([.at("10.0.0.11")], persistence: Persistence()),
            observed: holding(
                [
                    (.at("10.0.0.11:80"), busy),
                    (.at("10.0.0.12:80", weight: 0), ConnectionCounts(persistent: 3)),
                ],
                persistence: Persistence(), ledger: leaving(since: 10)),
            seconds: 20,
            steps: ["- server 10.0.0.12:80 in tcp 10.0.0.1:80"],
            notes: [
                "3 persistent clients of 10.0.0.12:80 in tcp 10.0.0.1:80 will be scheduled anew"
                    + " at their next connection"
            ]),
        Self(
            name: "unless expire_quiescent_template is 0: then the drain waits for them",
            spec: {
                var spec = web([.at("10.0.0.11")], persistence: Persistence())
                spec.ipvs.sysctls[.expireQuiescentTemplate] = 0
                return spec
            }(),
            observed: holding(
                [
                    (.at("10.0.0.11:80"), busy),
                    (.at("10.0.0.12:80", weight: 0), ConnectionCounts(persistent: 3)),
                ],
                persistence: Persistence(), ledger: leaving(since: 10)),
            seconds: 20, steps: [],
            notes: [
                "this kernel has no sysctl expire_quiescent_template: it can't be set to 0",
                "3 persistent clients of 10.0.0.12:80 in tcp 10.0.0.1:80 will keep coming back"
                    + " for up to 300 s: expire_quiescent_template is 0",
            ],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 0 open, until 130 s"]),
        Self(
            name: "clients that sh maps to a draining server are refused, and the plan says so",
            spec: web([.at("10.0.0.11")], scheduler: .sourceHash),
            observed: holding(
                [(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80"), busy)],
                scheduler: .sourceHash),
            steps: ["~ drain 10.0.0.12:80 in tcp 10.0.0.1:80, 12 connections"],
            notes: [
                "new clients that sh maps to 10.0.0.12:80 in tcp 10.0.0.1:80 are refused while its"
                    + " weight is 0: sh-fallback would send them to another server"
            ],
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, until 120 s"]),
    ]

    private static let virtual = [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")]

    private static let surroundings = [
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
            name: "an IPv6 address with another length has to make room first",
            spec: Spec(virtualAddresses: [
                VirtualAddress(address: "2001:db8::1/64", interface: "eth0")
            ]),
            observed: Observed(
                addresses: ["2001:db8::1/128 on eth0": .ours], interfaces: ["eth0"]),
            steps: [
                "- address 2001:db8::1/128 on eth0", "+ address 2001:db8::1/64 on eth0",
                "> announce 2001:db8::1/64 on eth0",
            ]),
        Self(
            name: "a host without services of ours keeps its settings",
            spec: Spec(ipvs: IPVSSettings(timeouts: IPVSTimeouts(tcp: 10))),
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
