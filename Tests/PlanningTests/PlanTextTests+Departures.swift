import Addresses
import Model

extension PlanTextTests.Case {
    static let departures = [
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
            draining: ["10.0.0.12:80 in tcp 10.0.0.1:80, 12 open, without limit"]),
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
            name: "with expire_nodest_conn 0 its packets get no answer",
            spec: {
                var spec = web([.at("10.0.0.11")])
                spec.ipvs.sysctls = [.expireNoDestinationConnection: 0]
                return spec
            }(),
            observed: {
                var observed = holding(
                    [(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), busy)],
                    ledger: leaving(since: 10))
                observed.sysctls = [.expireNoDestinationConnection: 0]
                return observed
            }(),
            seconds: 130,
            steps: ["- server 10.0.0.12:80 in tcp 10.0.0.1:80, cuts 12 connections"],
            notes: [
                "packets of 12 cut connections get no answer until the entry expires, also those"
                    + " of a later flow from the same port: expire_nodest_conn is 0"
            ]),
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
            observed: holding([(.at("10.0.0.11:80"), busy), (.at("10.0.0.12:80", weight: 0), busy)]
            ),
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
    ]
}
