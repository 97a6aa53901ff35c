import Addresses
import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller
@testable import Files
@testable import Proxies

/// Values with every key, so that no schema has a key that the program never writes.
@Suite("Keys of JSON", .ownThreads)
struct AnswerKeyTests {
    private let web: ServiceKey
    private let endpoint: Endpoint
    private let address: InterfaceAddress

    init() throws {
        web = try #require(ServiceKey("tcp 10.0.0.100:80"))
        endpoint = try #require(Endpoint("10.0.1.11:80"))
        address = InterfaceAddress(interface: "eth0", prefix: try #require(Prefix("10.0.0.1/24")))
    }

    func verify(_ form: AnswerForm, _ values: [any Encodable]) throws {
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
        var unread = Observed()
        unread.failures = [.ipvs: failure]
        try verify(.plan, [PlanAnswer(plan, failures: unread.failedParts)])
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
                    failures: unread.failedParts, foreign: foreign, notes: [],
                    ledgerFailure: failure),
                ApplyAnswer(handedTo: "/etc/ballast/ballast.yaml", notes: ["a note"]),
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
            switchedOff: [.module("ip_vs_ftp")],
            sysctls: [.syncThreshold: SysctlValue([3, 50]), .backupOnly: 0],
            timeouts: IPVSTimeouts(tcp: 900))
        observed.silentInterfaces = ["eth0": .noCarrier]
        observed.interfaceNumbers = ["eth0": 2]
        observed.loneRoutes = ["eth0": 1]
        observed.syncDaemons = [.master: SyncDaemon(state: .master, settings: syncSettings)]
        observed.failures = [.address: failure]
        observed.ledger.services[web] = LedgerEntry(
            draining: [endpoint: Moment(milliseconds: 5)], fallback: endpoint, name: "web",
            outByHand: [endpoint])
        observed.ledger.addresses = [address]
        observed.ledger.held = [web: [endpoint: Destination(endpoint: endpoint)]]
        observed.ledger.syncDaemons = [
            .master: StartedDaemon(
                link: 2, maximumLength: 1_400, ports: 1, since: Moment(milliseconds: 5),
                socketSize: 0)
        ]
        observed.firewall = [.ipv4: Self.rules]
        observed.ledger.firewall = [.ipv4]
        observed.ledger.network.links = ["bond0"]
        observed.ledger.network.members = ["eth0": "bond0"]
        observed.ledger.network.filters = ["eth1": FormerFilter(former: .strict, current: .loose)]
        observed.ledger.network.addresses = [address]
        observed.ledger.network.former.addresses = [address]
        var route = NetworkRoute(to: address.prefix)
        route.gateway = IPAddress("10.0.0.9")
        route.interface = "eth0"
        observed.ledger.network.former.add(route)
        let content = FirewallSetContent(hash: "a", count: 1)
        observed.ledger.firewallSets = ["BALLAST-a-4": content]
        observed.firewallSets = [
            "BALLAST-a-4": FirewallSetState(count: 1, file: content, fault: "no")
        ]
        observed.firewallSupport = FirewallSupport(
            .legacy, because: "no", foreign: [.nft], strays: [.ipv4: Self.rules])
        observed.firewallSupport?.absent = [.ipv6]
        observed.firewallSupport?.unreadable = [.ipv4]
        observed.firewallSupport?.obstacle = "no"
        observed.firewallSupport?.fullTracking = 1
        observed.firewallSupport?.chains = [NetfilterChain("inet", "other", "in", at: "input")]
        observed.unknown = UnknownObjects(services: 1)
        let controller = HostRecord.Controller(
            verdicts: [web: [endpoint: verdict]], feedback: [web: [endpoint: reading]],
            pages: [web], lostQuorums: [web])
        var record = HostRecord(
            host: "lb1", time: 5, now: Moment(), observed: observed, ledgerFailure: failure,
            listening: [endpoint], controller: controller)
        record.network = try Self.network()
        var unread = record
        unread.network = NetworkRecord(fault: "no")
        try verify(.observed, [record, unread])
    }

    /// The network of a host with an object of each kind.
    private static func network() throws -> NetworkRecord {
        var state = NetworkState()
        var link = NetworkLink(index: 2, kind: "vlan", master: "br0")
        (link.vlan, link.parent) = (VLANSettings(id: 2, parent: "bond0"), "bond0")
        link.manager = .networkd
        state.links = ["bond0.2": link]
        var route = NetworkRoute(to: try #require(Prefix("10.9.0.0/16")))
        route.gateway = IPAddress("10.0.0.254")
        state.others = [FoundRoute(route, isOurs: false, origin: "boot")]
        state.rules = [RoutingRule(.ipv4, priority: 100, table: 7): true]
        state.resolver = ResolverState(
            nameservers: [try #require(IPAddress("10.0.0.53"))], search: ["example.org"])
        return NetworkRecord(state, NetworkLedger())
    }

    @Test("every key of a status is written, and read as it was written")
    func statuses() throws {
        let status = try wholeStatus()
        try verify(.status, [status])
        let text = try jsonText(status)
        let read = try JSONDecoder().decode(Status.self, from: Data(text.utf8))
        #expect(try jsonText(read) == text)
    }

    @Test("every key of an explanation is written, and read as it was written")
    func explanations() throws {
        let status = try wholeStatus()
        let explained = try wholeExplanation(status)
        try verify(.explain, [explained])
        let text = try jsonText(explained)
        let read = try JSONDecoder().decode(Explained.self, from: Data(text.utf8))
        #expect(try jsonText(read) == text)
        let former = text.replacing("\n  \"version\" : 1\n", with: "\n  \"former\" : 1\n")
        #expect(try JSONDecoder().decode(Explained.self, from: Data(former.utf8)).version == nil)
    }

    @Test("every key of the answers to single commands is written")
    func commands() throws {
        let result = CheckRecord.Result(
            CheckResult(
                time: 5, .failed, phase: .match, expected: "status 200", seen: "503", weight: 3))
        try verify(
            .checks,
            [
                CheckAnswer(servers: [
                    .init(
                        server: "web/a", passed: false, result: result, unasked: "no check",
                        line: "a")
                ])
            ])
        try verify(
            .edit,
            [
                EditAnswer(
                    document: "/d", changed: true, dryRun: false,
                    servers: [.init(server: "web/a", sessions: 3, meaning: "nothing is cut")])
            ])
        try verify(.reload, [ReloadAnswer(failure: nil), ReloadAnswer(failure: failure)])
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
        FeedbackReading(idle: .init(raw: 5, smoothed: 5, applied: 5), limit: 9, answered: 5)
    }

    func wholeStatus() throws -> Status {
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
            services: [layer4], proxies: [proxy])
        (status.document.number, status.document.deadline) = (3, 5)
        status.document.pending = PendingEdit(
            since: 5, opens: 6, localTime: "Sat 22:00 UTC", author: "a", message: "m")
        status.document.pending?.obstacle = "the clock"
        var canary = CanaryStatus(
            service: "web", step: 1, steps: 5, percent: 1, since: 5, next: 6, servers: ["a"])
        (canary.counts, canary.reference) = (CanaryCounts(requests: 2, errors: 1), CanaryCounts())
        (canary.basis, canary.waiting) = (.others, ["b is down"])
        canary.refusals = CanaryRefusals(requests: 5, failed: 1, refused: 2)
        canary.formerRefusals = CanaryRefusals(requests: 9, failed: 0, refused: 0)
        status.document.canary = canary
        status.lastPass = PassStatus(time: 5, duration: 5, count: 1, steps: 1)
        status.workers = WorkersStatus(
            version: "3.0", master: 1, worker: 2, reloads: 1,
            old: [.init(pid: 3, age: 4, reloads: 1, connections: 5)], silence: "it",
            complaint: "no")
        status.certificates = [
            CertificateStatus(
                name: "shop", file: "/f",
                served: .init(
                    fingerprint: "A", names: ["a.example"], notAfter: 5, daysLeft: 2,
                    chain: [CertificateLink(subject: "CN=a", issuer: "CN=b", notAfter: 5)]),
                expiry: .week, services: ["s"], findings: [diagnostic], refusal: "no")
        ]
        status.accessLog = AccessLogStatus(
            writer: 4, targets: [.init(target: "t", failure: "full")])
        status.addresses = [
            AddressStatus(address: address, wanted: true, present: false, external: true),
            AddressStatus(address: address, wanted: true, present: true, elected: true),
        ]
        status.firewall = Self.firewall
        status.network = NetworkStatus(
            manage: "all", objects: 2, differences: ["+ interface bond0"], notes: ["no"],
            fault: "no")
        status.failover = Self.failover
        status.replication = Self.replication
        status.tableSync = TableSyncStatus(
            nodes: [.init(name: "lb2", state: .refused)], losses: ["no"])
        status.failures = [step, reload].map {
            FailureStatus(
                step: StepRecord($0), description: "d", failure: failure, attempts: 1, retryIn: 5)
        }
        status.draining = [
            DrainingDestination(
                service: web, endpoint: endpoint, connections: ConnectionCounts(),
                since: Moment(), deadline: Moment())
        ]
        status.handovers = ["h"]
        status.foreign = [.service(web, destinations: 1), .address(address)]
        status.notes = ["n"]
        status.events = [Event(time: 5, kind: .up, message: "m", details: ["d"])]
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
            reason: "it is down", verdict: verdict)
        (server.feedback, server.isCheckOff) = (reading, true)
        var row = ServiceStatus(
            name: "web", key: web, want: service, got: service,
            quorum: QuorumState(isLost: false, available: 1, total: 2, low: 1, high: 2),
            servers: [server], counters: TrafficCounters())
        row.servedBy = "the proxy at 10.0.0.100:80"
        return row
    }

    private func wholeExplanation(_ status: Status) throws -> Explained {
        let certificate = NamedCertificate(name: "shop")
        let ssl = SSLService(
            name: "s", listen: [endpoint], certificates: ["shop"], backend: .proxy("shop"))
        var spec = Spec()
        (spec.sslServices, spec.certificates) = ([ssl], [certificate])
        var explained = Explained(
            try #require(ExplainedSubject(argument: "shop")), spec, status, now: 5)
        let terms = [WeightTerm(.document, 3, "weight 3")]
        let server = ServerExplanation(status: status.services[0].servers[0], terms: terms)
        explained.service = ServiceExplanation(
            name: "web", status: status.services[0], servers: [server], quiescent: true,
            fallback: endpoint, isFallbackIn: true)
        let check = ServerCheck(.probe(.connect, at: endpoint))
        let result = CheckResult(
            time: 5, .passed, expected: "a connection", seen: "one", weight: 3)
        var feedback = ServerFeedback(Feedback(), of: endpoint.address)
        feedback.source = endpoint.address
        explained.server = ExplainedServer(
            service: web, server: server, fallback: endpoint, quorum: status.services[0].quorum,
            check: CheckRecord(
                of: check, verdict: verdict, contradictions: 1, passesNeeded: 2, results: [result]),
            feedback: feedback)
        explained.proxyServer = ProxyServerExplanation(
            proxy: "shop", status: status.proxies[0].servers[0],
            server: ProxyServer(name: "a", address: endpoint.address), check: .connect)
        let route = Route(to: .answer(Route.FixedAnswer(status: 404)))
        explained.route = RouteExplanation(proxy: status.proxies[0], route: route, number: 1)
        explained.sslService = SSLServiceExplanation(ssl, in: status)
        explained.sslService?.endpoint = endpoint
        explained.certificate = status.certificates?.first
        explained.node = Self.node(at: endpoint.address)
        explained.group = Self.failover.groups[0]
        explained.nodes = explained.node.map { [$0] }
        explained.uses = [AddressUse("service web listens", at: "10.0.0.1:80", state: "up")]
        explained.changes = status.events
        return explained
    }

    private var proxy: ProxyStatus {
        let share = ProxyServerStatus.Share(endpoint: endpoint, weight: 1, isOnline: true)
        var server = ProxyServerStatus(
            name: "a", route: 1, state: .online, want: share, got: share, isUp: true,
            check: ProxyCheckStatus(
                status: "L4OK", text: "t", code: 200, duration: 5, lastChange: 6))
        server.reason = "r"
        (server.routeName, server.verdict, server.agentShare) = ("img", verdict, 50)
        (server.bytesIn, server.bytesOut) = (7, 9)
        (server.standsIn, server.awaitsCheck) = (true, true)
        var proxy = ProxyStatus(
            name: "shop", listen: [endpoint], mode: .http, sessions: 1, rate: 2,
            servers: [server], complaint: "c")
        (proxy.remembered, proxy.servedBy) = (3, "the IPVS service tcp 10.0.0.100:80")
        (proxy.bytesIn, proxy.bytesOut) = (7, 9)
        return proxy
    }
}
