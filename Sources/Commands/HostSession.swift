import Addresses
import Controller
import Files
import Glibc
import Model
import Planning
import Reconciliation

/// This host and its ledger, for the commands that look or act once.
struct HostSession {
    var host: any Host
    private var store: any LedgerStore
    private(set) var ledger: Ledger
    /// Why the ledger could not be read.
    private var ledgerFailure: HostFailure?
    private let managesAddresses: Bool
    private let known: HostRecord.Controller
    /// Where HAProxy serves clients now.
    private let listening: Set<Endpoint>
    /// The names by which this host finds its node; nil: its own network is not planned.
    private var identity: NodeIdentity?
    /// The moment for which a recorded host is planned; nil: now.
    private var moment: Moment?
    /// Where proxies of the document have a proven server, for services in their place; nil: it is
    /// not waited for.
    var provenProxies: Set<Endpoint>?

    /// Passes that one `apply` may take: weight to zero, server out, service out, and one to see
    /// that it is so.
    private static let passLimit = 4
    /// Quarters of a second for which one `apply` waits while neighbours are asked about IPv6
    /// addresses: routes can need them, and one that another host has is no success.
    private static let checkLimit = 12

    /// What one `apply` came to.
    struct Convergence {
        /// What became of all steps, in order.
        var outcomes: [Outcome] = []
        /// The plan that is left.
        var plan = Plan()
        /// Virtual addresses on interfaces without a carrier, which are not announced.
        var silent: Set<InterfaceAddress> = []
        /// Virtual addresses that are still not there.
        var missing: [InterfaceAddress] = []
        /// The domains that could not be read; the others are as the outcomes have it.
        var failures: [FailedPart] = []
        /// The contradictions between the document and all firewall rules of the host.
        var firewallFaults: [String] = []
        /// Why the ledger could not be read or saved; nil: it could.
        var ledgerFailure: HostFailure?

        /// Addresses that were announced, in order.
        var announced: [InterfaceAddress] {
            let addresses = outcomes.compactMap { outcome -> InterfaceAddress? in
                guard case .address(.announce(let address)) = outcome.step, outcome.succeeded else {
                    return nil
                }
                return address
            }
            return Set(addresses).sorted()
        }

        /// The parts that the host lacks and an administrator may depend on, or that failed, a
        /// sentence each.
        var lacking: [String] {
            outcomes.filter { !$0.succeeded }.map { "\($0.step.subject)" }
                + failures.map { "\($0)" }
                + plan.waiting.filter { $0.domain == .firewall }.map { "\($0) is not loaded" }
        }

        /// Whether the host is what the document says, but for servers that drain.
        var isComplete: Bool {
            outcomes.allSatisfy(\.succeeded) && missing.isEmpty && failures.isEmpty
                && ledgerFailure == nil
                && !plan.waiting.contains(where: \.domain.isIncompleteWhileWaiting)
        }
    }

    /// Reads the ledger; a failure is reported and does not stop the command, as in `ballast run`.
    ///
    /// - Parameters:
    ///   - known: the state of a running controller; without one every server counts as up.
    ///   - listening: where HAProxy serves clients now.
    ///
    /// **Errors:** exit status 1 when the host can't be opened.
    init(
        _ options: HostOptions, _ known: HostRecord.Controller = HostRecord.Controller(),
        listening: Set<Endpoint> = []
    ) throws {
        try self.init(
            state: options.state, managesAddresses: !options.noAddresses, known,
            listening: listening)
        identity = options.identity
    }

    /// The host with its ledger in this directory.
    ///
    /// **Errors:** exit status 1 when the host can't be opened.
    init(
        state: String, managesAddresses: Bool = true, _ known: HostRecord.Controller,
        listening: Set<Endpoint>
    ) throws {
        self.known = known
        self.listening = listening
        self.managesAddresses = managesAddresses
        store = FileLedger(directory: state)
        host = try stopping { try CommandHost.open() }
        ledger = Ledger()
        do {
            ledger = try store.load()
        } catch {
            ledgerFailure =
                error as? HostFailure
                ?? HostFailure(operation: "read the ledger", reason: "\(error)")
            standardError("ballast: \(error)")
        }
    }

    /// A recorded host, which can only be planned for.
    init(_ record: HostRecord, _ options: HostOptions) {
        known = record.controller ?? HostRecord.Controller()
        listening = record.listening
        managesAddresses = !options.noAddresses
        store = FileLedger(directory: options.state)
        host = RecordedHost(record.observed)
        ledger = record.observed.ledger
        ledgerFailure = record.ledgerFailure
        moment = record.now
    }

    /// Reads everything.
    ///
    /// **Errors:** `HostFailure` when nothing can be read.
    mutating func record() throws -> HostRecord {
        // As for a document with services: the kernel is asked to load IPVS.
        host.needsIPVS = true
        host.needsFirewall = ledger.needsFirewall
        host.firewallSets = ledger.firewallSets.isEmpty ? nil : []
        host.network = NetworkRecord.question
        var observed = try host.observe(.everything)
        try observed.complete(at: &host, expecting: Set(ledger.services.keys))
        observed.ledger = ledger
        let network =
            observed.failures.removeValue(forKey: .network).map { NetworkRecord(fault: "\($0)") }
            ?? observed.network.map { NetworkRecord($0, ledger.network) }
        // A plan for a record has none.
        observed.network = nil
        observed.scope.domains.remove(.network)
        var record = HostRecord(
            host: hostName(), time: wallClock(), now: bootClock(), observed: observed,
            ledgerFailure: ledgerFailure, listening: listening,
            controller: known == HostRecord.Controller() ? nil : known)
        record.network = network
        return record
    }

    /// Looks at everything and plans for the domains that can be read.
    ///
    /// **Errors:** `HostFailure` when nothing can be read.
    mutating func look(for spec: Spec) throws -> Pass {
        var known = KnownSignals(self.known)
        known.listening = listening
        known.provenProxies = provenProxies
        known.identity = identity
        known.session = identity == nil ? nil : AdminSession.latest?.connection
        let signals = known.signals(
            now: moment ?? bootClock(), managesAddresses: managesAddresses)
        let wishes = desired(from: spec, signals: signals)
        return try Pass(looking: .everything, at: &host, desired: wishes, ledger: ledger)
    }

    /// Where a look plans to make services, and HAProxy serves clients until it has.
    ///
    /// While IPVS can't be read, no service is made, and HAProxy stays in the place of each.
    mutating func takenPlaces(for spec: Spec) throws -> Set<Endpoint> {
        let pass = try look(for: spec)
        guard pass.observed.scope.covers(.ipvs) else {
            return Set(pass.desired.occupied.keys.compactMap(\.endpoint))
        }
        let keys = pass.plan.steps.compactMap { step -> ServiceKey? in
            if case .ipvs(.addService(let service)) = step { service.key } else { nil }
        }
        return Set(keys.filter { $0.place(among: listening) != nil }.compactMap(\.endpoint))
    }

    /// Looks, plans and applies until nothing is left to do but wait, or a step has failed.
    mutating func converge(to spec: Spec) throws -> Convergence {
        var result = Convergence()
        var (passes, pauses) = (0, 0)
        while passes < Self.passLimit {
            passes += 1
            var pass = try look(for: spec)
            pass.apply(to: &host, store: &store, unsaved: ledgerFailure != nil)
            if let failure = pass.ledgerFailure, failure != ledgerFailure {
                standardError("ballast: \(failure)")
            }
            ledgerFailure = pass.ledgerFailure
            ledger = pass.ledger
            let outcomes = try announcing(
                pass.outcomes, waits: pass.outcomes.contains { $0.step.domain == .network },
                &result)
            result.outcomes += outcomes
            result.plan = pass.plan
            result.missing = missingAddresses(after: pass)
            result.failures = pass.observed.failedParts
            if pass.outcomes.isEmpty, pass.observed.network?.isChecking == true,
                pauses < Self.checkLimit
            {
                pauses += 1
                passes -= 1
                usleep(250_000)
                continue
            }
            if pass.outcomes.isEmpty || !outcomes.allSatisfy(\.succeeded) {
                var judgement = FirewallJudgement()
                judgement.judge(pass.observed, pass.desired)
                result.firewallFaults = judgement.faults
                break
            }
        }
        result.ledgerFailure = ledgerFailure
        return result
    }

    /// Plans the removal of everything that the ledger has, without a wait for connections.
    mutating func lookToClear() throws -> Pass {
        for key in ledger.services.keys { ledger.services[key]?.drain = DrainPolicy(timeout: 0) }
        let nothing = Desired(
            addresses: managesAddresses ? [] : nil, carriesAddresses: false, ownership: .shared,
            now: bootClock())
        return try Pass(looking: .everything, at: &host, desired: nothing, ledger: ledger)
    }

    /// Removes everything that the ledger has, and returns the outcomes and the failures.
    mutating func clear() throws -> Convergence {
        var result = Convergence()
        var (passes, pauses) = (0, 0)
        while passes < Self.passLimit {
            passes += 1
            var pass = try lookToClear()
            pass.apply(to: &host, store: &store, unsaved: ledgerFailure != nil)
            ledgerFailure = pass.ledgerFailure
            ledger = pass.ledger
            result.outcomes += pass.outcomes
            result.failures = pass.observed.failedParts
            if pass.outcomes.isEmpty, pass.observed.network?.isChecking == true,
                pauses < Self.checkLimit
            {
                pauses += 1
                passes -= 1
                usleep(250_000)
                continue
            }
            if pass.outcomes.isEmpty || !pass.outcomes.allSatisfy(\.succeeded) { break }
        }
        result.ledgerFailure = ledgerFailure
        return result
    }

    /// Announces those of these addresses that are still there; the outcome of each.
    mutating func announce(_ addresses: [InterfaceAddress]) throws -> [Outcome] {
        let present = try host.observe(.everything).addresses
        return host.apply(
            addresses.filter { present[$0] != nil }.map { .address(.announce($0)) })
    }

    private func missingAddresses(after pass: Pass) -> [InterfaceAddress] {
        guard pass.observed.scope.covers(.address) else { return [] }
        var seen = pass.observed
        for outcome in pass.outcomes where outcome.succeeded { seen.apply(outcome.step) }
        let places = seen.places
        return (pass.desired.addresses ?? []).filter { !places.contains($0.place) }.sorted()
    }
}
