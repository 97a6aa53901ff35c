import Addresses
import Foundation
import Model
import Testing

@testable import Commands
@testable import Controller
@testable import Files

/// Values with every key, so that no schema has a key that the program never writes.
@Suite("Keys of JSON")
struct AnswerKeyTests {
    private let web: ServiceKey
    private let endpoint: Endpoint
    private let address: InterfaceAddress

    init() throws {
        web = try #require(ServiceKey("tcp 10.0.0.100:80"))
        endpoint = try #require(Endpoint("10.0.1.11:80"))
        address = InterfaceAddress(interface: "eth0", prefix: try #require(Prefix("10.0.0.1/24")))
    }

    private func verify(_ form: AnswerForm, _ values: [any Encodable]) throws {
        let check = try SchemaCheck(form.schema)
        for value in values { try check.check(try jsonText(value)) }
        #expect(check.mistakes == [])
        #expect(check.keys.subtracting(check.seen).sorted() == [])
    }

    @Test("every key of a plan and of an apply is written")
    func plans() throws {
        let edited = Step.ipvs(
            .editDestination(
                Destination(endpoint: endpoint, weight: 3), from: Destination(endpoint: endpoint),
                of: web))
        let leaving = DrainingDestination(
            service: web, endpoint: endpoint, connections: ConnectionCounts(active: 1),
            since: Moment(milliseconds: 5), deadline: Moment(milliseconds: 9))
        let foreign: [ForeignObject] = [.service(web, destinations: 2), .address(address)]
        var plan = Plan(
            steps: [reload, edited], draining: [leaving],
            handovers: [PendingHandover(service: web, staying: [endpoint], awaited: [])],
            outages: [web], foreign: foreign, notes: ["a note"])
        plan.proxyOutages = ["shop is left alone"]
        try verify(.plan, [PlanAnswer(plan)])
        let outcomes = [
            Outcome(step: reload, result: .done), Outcome(step: edited, result: .alreadySo),
            Outcome(step: edited, result: .failed(failure)),
            Outcome(step: edited, result: .skipped(because: "it waits")),
        ]
        try verify(
            .apply,
            [
                ApplyAnswer(
                    converged: false, outcomes: outcomes.map(OutcomeRecord.init),
                    proxyFailure: failure, draining: [leaving], missing: [address],
                    foreign: foreign, notes: [], ledgerFailure: failure)
            ])
    }

    @Test("every key of diagnostics and of a log line is written")
    func lines() throws {
        let reading = DocumentReading(
            path: "a", bytes: Array("version: 1\nservices: [{nmae: a}]\n".utf8))
        try verify(.diagnostics, [DocumentAnswer(reading)])
        let line = LogLine(
            time: timestamp(5), level: "info", message: "m", event: .up, details: ["a"],
            fields: ["a": "b"])
        try verify(.events, [line])
    }

    @Test("every key of a host is written")
    func hosts() throws {
        var observed = Observed(
            services: [
                web: ObservedService(
                    service: service,
                    destinations: [
                        endpoint: ObservedDestination(destination: Destination(endpoint: endpoint))
                    ])
            ], addresses: [address: .ours], interfaces: ["eth0"],
            silentInterfaces: ["eth0": .noCarrier], switchedOff: [.module("ip_vs_ftp")],
            sysctls: [.syncThreshold: SysctlValue([3, 50]), .backupOnly: 0],
            timeouts: IPVSTimeouts(tcp: 900))
        observed.interfaceNumbers = ["eth0": 2]
        observed.syncDaemons = [.master: SyncDaemon(state: .master, settings: syncSettings)]
        observed.failures = [.address: failure]
        observed.ledger.services[web] = LedgerEntry(
            draining: [endpoint: Moment(milliseconds: 5)], fallback: endpoint, name: "web",
            outByHand: [endpoint])
        observed.ledger.addresses = [address]
        observed.ledger.held = [web: [endpoint: Destination(endpoint: endpoint)]]
        observed.ledger.syncDaemons = [
            .master: StartedDaemon(link: 2, maximumLength: 1_400, ports: 1)
        ]
        let controller = HostRecord.Controller(
            verdicts: [web: [endpoint: verdict]], feedback: [web: [endpoint: reading]],
            pages: [web], lostQuorums: [web])
        try verify(
            .observed,
            [
                HostRecord(
                    host: "lb1", time: 5, now: Moment(), observed: observed,
                    ledgerFailure: failure, listening: [endpoint], controller: controller)
            ])
    }

    @Test("every key of a status is written, and read as it was written")
    func statuses() throws {
        let status = try wholeStatus()
        try verify(.status, [status])
        let text = try jsonText(status)
        let read = try JSONDecoder().decode(Status.self, from: Data(text.utf8))
        #expect(try jsonText(read) == text)
    }

    @Test("a status of an earlier controller is read")
    func formerStatus() throws {
        let text = try jsonText(try wholeStatus())
            .replacing("\n  \"version\" : 1,", with: "\n")
            .replacing("\n  \"version\" : 1\n", with: "\n  \"former\" : 1\n")
            .replacing("\"healthy\" : false,", with: "")
        let read = try JSONDecoder().decode(Status.self, from: Data(text.utf8))
        #expect(read.version == nil && read.health.reasons == ["a reason"])
    }
}

// MARK: - Values

extension AnswerKeyTests {
    private var failure: HostFailure {
        HostFailure(
            operation: "add", reason: "no", errno: "ENOENT", kernelText: "none", remedy: "try")
    }
    private var reload: Step {
        .proxy(
            .reload(
                DesiredProxies(frame: ProxyFrame(of: "", servers: [])), because: [.foreign],
                parts: [ProxyPart("proxy shop", .add, ["+ a"])]))
    }
    private var service: VirtualService {
        VirtualService(
            key: web, scheduler: .maglevHash, schedulerFlags: [.port, .fallback],
            persistence: Persistence(prefixLength: 24, engine: .sip))
    }
    private var syncSettings: SyncDaemon.Settings {
        SyncDaemon.Settings(
            interface: "eth1", id: 7, group: endpoint.address, port: 8_848, timeToLive: 1,
            maximumLength: 1_400)
    }
    private var verdict: Verdict {
        var verdict = Verdict(.up, since: 5, reason: "", weight: 3)
        verdict.trial = 1
        return verdict
    }
    private var reading: FeedbackReading {
        FeedbackReading(raw: 5, smoothed: 5, applied: 5, limit: 9, answered: 5)
    }

    private func wholeStatus() throws -> Status {
        let step = Step.ipvs(.editService(service, from: VirtualService(key: web)))
        let diagnostic = Diagnostic(
            .unknownKey, at: DocumentPath([.key("services"), .index(0)]),
            location: Model.SourceLocation(line: 1, column: 2), "wrong", hint: "right")
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 1, started: 5, managesAddresses: true),
            health: Status.Health(reasons: ["a reason"]),
            document: DocumentStatus(
                path: "/d", generation: 1, accepted: 5, kept: 5, rejected: [diagnostic],
                warnings: [diagnostic]),
            lastPass: PassStatus(time: 5, duration: 5, count: 1, steps: 1),
            services: [layer4], proxies: [proxy],
            workers: WorkersStatus(
                version: "3.0", master: 1, worker: 2, reloads: 1,
                old: [.init(pid: 3, age: 4, reloads: 1, connections: 5)], silence: "it",
                complaint: "no"),
            certificates: [
                CertificateStatus(
                    name: "shop", file: "/f", fingerprint: "A", names: ["a.example"], notAfter: 5,
                    daysLeft: 2, expiry: .week, services: ["s"], findings: [diagnostic],
                    refusal: "no")
            ],
            accessLog: AccessLogStatus(
                writer: 4, targets: [.init(target: "t", failure: "full")]),
            addresses: [
                AddressStatus(address: address, wanted: true, present: false, external: true)
            ],
            failures: [step, reload].map {
                FailureStatus(
                    step: StepRecord($0), description: "d", failure: failure, attempts: 1,
                    retryIn: 5)
            },
            draining: [
                DrainingDestination(
                    service: web, endpoint: endpoint, connections: ConnectionCounts(),
                    since: Moment(), deadline: Moment())
            ],
            handovers: ["h"], foreign: [.service(web, destinations: 1), .address(address)],
            notes: ["n"], events: [Event(time: 5, kind: .up, message: "m", details: ["d"])])
        status.events[0].number = 1
        status.syncDaemons = [
            SyncDaemonStatus(
                state: .master, want: syncSettings, got: syncSettings, fault: "no interface")
        ]
        return status
    }

    private var layer4: ServiceStatus {
        var server = ServerStatus(
            name: "a", endpoint: endpoint, state: .online, want: Destination(endpoint: endpoint),
            got: Destination(endpoint: endpoint), connections: ConnectionCounts(),
            reason: "it is down", verdict: verdict, feedback: reading)
        server.isCheckOff = true
        return ServiceStatus(
            name: "web", key: web, want: service, got: service,
            quorum: QuorumState(isLost: false, available: 1, total: 2, low: 1, high: 2),
            servers: [server], counters: TrafficCounters())
    }

    private var proxy: ProxyStatus {
        let share = ProxyServerStatus.Share(endpoint: endpoint, weight: 1, isOnline: true)
        var server = ProxyServerStatus(
            name: "a", route: 1, state: .online, want: share, got: share, isUp: true,
            check: ProxyCheckStatus(
                status: "L4OK", text: "t", code: 200, duration: 5, lastChange: 6), reason: "r")
        (server.routeName, server.verdict, server.agentShare) = ("img", verdict, 50)
        (server.standsIn, server.awaitsCheck) = (true, true)
        var proxy = ProxyStatus(
            name: "shop", listen: [endpoint], mode: .http, sessions: 1, rate: 2,
            servers: [server], complaint: "c")
        proxy.remembered = 3
        return proxy
    }
}
