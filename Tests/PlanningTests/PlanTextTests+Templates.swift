import Addresses
import Model

extension PlanTextTests.Case {
    static let templates = [
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
}
