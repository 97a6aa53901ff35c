import Addresses
import Model
import Planning

/// The inputs of the desired state: the document in force, the results of checks and agents, and
/// the state of HAProxy.
///
/// A pure value: it receives news, returns events, and knows what ``Signals`` are made of.
struct Knowledge: Sendable {
    /// The document in force; nil: none.
    private(set) var document: DocumentIndex?
    /// The verdicts of the checks; nil: there are no checks.
    private(set) var verdicts: Verdicts?
    /// The readings of agents; nil: no agent is asked.
    private(set) var feedback: FeedbackReadings?
    /// The time at which the checks were found to have stopped; nil: they run.
    ///
    /// **Unit:** milliseconds since 1970.
    private(set) var stalledChecks: Int64?
    /// The state of the holding page.
    private(set) var pages = PageReport()
    /// The state of each quorum.
    private(set) var quorums: [ServiceKey: QuorumState] = [:]
    /// The services without quorum until they reach its higher limit.
    private(set) var lostQuorums: Set<ServiceKey>
    /// The endpoints on which HAProxy listens; nil: unknown.
    private(set) var served: Set<Endpoint>?
    /// The endpoints on which HAProxy serves clients, for this document or an earlier one.
    private(set) var listening: Set<Endpoint>
    /// The endpoints whose proxies have a proven server; nil: not required.
    private(set) var provenProxies: Set<Endpoint>?
    /// The proxies with a usable server at the last look, for this document or an earlier one.
    private(set) var usability = ProxyUsability()
    /// Whether this node carries the virtual addresses.
    private(set) var carriesAddresses = true
    /// The election process, which adds and removes the virtual addresses.
    private(set) var election: ElectionState
    /// Servers whose checks have no result, by name.
    private var silent: [ServiceKey: [String]] = [:]
    /// Services whose signals have changed since ``takeStale()``; nil: unknown.
    private var stale: Set<ServiceKey>?

    /// The document in force; nil: none.
    var spec: Spec? { document?.spec }

    /// Creates the knowledge of an earlier run.
    init(_ memory: Memory = Memory()) {
        verdicts = memory.verdicts
        feedback = memory.feedback
        lostQuorums = memory.lostQuorums
        served = memory.served
        listening = memory.listening
        election = memory.election
        provenProxies = memory.served == nil ? nil : []
    }

    /// The knowledge that the desired state depends on.
    ///
    /// - Parameter identity: the names of this host; nil: it is no node.
    func known(at identity: NodeIdentity?) -> KnownSignals {
        var known = KnownSignals(
            HostRecord.Controller(
                verdicts: verdicts, feedback: feedback, pages: pages.served,
                lostQuorums: lostQuorums))
        known.served = served
        known.listening = listening
        known.provenProxies = provenProxies
        known.carriesAddresses = carriesAddresses
        known.election = election
        known.identity = identity
        return known
    }

    /// Returns the services whose signals have changed since the last call; nil: unknown.
    mutating func takeStale() -> Set<ServiceKey>? {
        defer { stale = [] }
        return stale
    }

    /// Applies news, and returns its consequences.
    ///
    /// - Parameter now: milliseconds since 1970.
    mutating func apply(_ news: News, now: Int64) -> Reception {
        switch news {
        case .verdicts(let verdicts): return apply(verdicts)
        case .feedback(let readings): return apply(readings)
        case .checksStandStill(let isStill): return apply(checksStandStill: isStill, now: now)
        case .listening(let endpoints):
            guard served != endpoints || listening != endpoints else { return Reception() }
            served = endpoints
            listening = endpoints
            return Reception(wake: .periodic)
        case .proven(let endpoints, let document):
            guard provenProxies != endpoints, document == spec else { return Reception() }
            provenProxies = endpoints
            return Reception(wake: .periodic)
        case .usability(let latest):
            if latest.answers { usability = latest } else { usability.answers = false }
            return Reception()
        case .role(let carriesAddresses):
            guard self.carriesAddresses != carriesAddresses else { return Reception() }
            self.carriesAddresses = carriesAddresses
            return Reception(wake: .role)
        case .election(let state):
            guard election != state else { return Reception() }
            election = state
            return Reception(wake: .role)
        }
    }

    /// Replaces the document in force.
    mutating func apply(document spec: Spec) -> Reception {
        document = DocumentIndex(spec, after: document)
        // A proof is valid for one document only.
        if provenProxies != nil { provenProxies = [] }
        quorums = [:]
        silent = silence(among: Set(silent.keys))
        return judge(nil)
    }

    /// Replaces the secrets of the document in force, which change nothing else.
    mutating func apply(secrets spec: Spec) {
        document = DocumentIndex(spec, after: document)
        stale = nil
    }

    /// Updates the state of the holding page.
    mutating func apply(pages report: PageReport) -> [EventDraft] {
        var events = report.failures.filter { !pages.failures.contains($0) }.map {
            EventDraft(.failed, $0.description)
        }
        if report.failures.isEmpty, !pages.failures.isEmpty {
            events.append(EventDraft(.recovered, "the holding page is served as the document says"))
        }
        stale?.formUnion(report.served.symmetricDifference(pages.served))
        pages = report
        return events
    }

    private mutating func apply(_ verdicts: Verdicts) -> Reception {
        let old = self.verdicts ?? [:]
        let isFirst = self.verdicts == nil
        let changed = old.changes(to: verdicts)
        guard isFirst || !changed.isEmpty else { return Reception() }
        self.verdicts = verdicts
        if isFirst { stale = nil } else { stale?.formUnion(changed) }
        var reception = judge(isFirst ? nil : changed)
        reception.events =
            transitions(from: old, among: changed) + silences(among: changed) + reception.events
        if isFirst || !changed.allSatisfy({ means(old[$0], verdicts[$0]) }) {
            reception.wake = .verdicts
        }
        return reception
    }

    private mutating func apply(_ readings: FeedbackReadings) -> Reception {
        let old = feedback ?? [:]
        let isFirst = feedback == nil
        let changed = old.changes(to: readings)
        guard isFirst || !changed.isEmpty else { return Reception() }
        feedback = readings
        if isFirst { stale = nil } else { stale?.formUnion(changed) }
        var reception = judge(isFirst ? nil : changed)
        reception.events = agents(from: old, among: changed) + reception.events
        let isSame = (document?.services(changed) ?? []).allSatisfy { service in
            feedbackIsSame(
                old[service.key] ?? [:], readings[service.key] ?? [:], of: service,
                verdicts?[service.key] ?? [:])
        }
        if isFirst || !isSame { reception.wake = .feedback }
        return reception
    }

    private mutating func apply(checksStandStill: Bool, now: Int64) -> Reception {
        guard checksStandStill != (stalledChecks != nil) else { return Reception() }
        stalledChecks = checksStandStill ? now : nil
        return Reception(events: [
            checksStandStill
                ? EventDraft(
                    .failed,
                    "health checks stand still: verdicts grow old, and no failure is noticed")
                : EventDraft(.recovered, "health checks go on")
        ])
    }

    /// Updates the quorums, with an event for each that is lost or regained.
    ///
    /// - Parameter keys: the services with other signals; nil: all.
    private mutating func judge(_ keys: Set<ServiceKey>?) -> Reception {
        let services = (document?.withQuorum ?? []).filter { keys?.contains($0.key) ?? true }
        guard !services.isEmpty || keys == nil else { return Reception() }
        let states = Planning.quorums(
            of: Spec(services: services), verdicts: verdicts, feedback: feedback,
            after: lostQuorums)
        quorums.merge(states) { _, new in new }
        guard verdicts != nil else { return Reception() }
        var lost = keys == nil ? [] : lostQuorums
        var reception = Reception()
        for service in services {
            guard let state = states[service.key] else { continue }
            if state.isLost { lost.insert(service.key) } else { lost.remove(service.key) }
            guard state.isLost != lostQuorums.contains(service.key) else { continue }
            reception.events.append(
                EventDraft(
                    state.isLost ? .quorumLost : .quorumRegained,
                    "\(service.name) has \(state.isLost ? "lost" : "regained") its quorum: \(state)"
                ))
        }
        guard lost != lostQuorums else { return reception }
        stale?.formUnion(lost.symmetricDifference(lostQuorums))
        lostQuorums = lost
        reception.lostQuorums = lost
        return reception
    }

    /// Updates reasons and counts that do not affect the desired state.
    mutating func refine(_ latest: Verdicts, _ readings: FeedbackReadings) {
        for (key, servers) in latest {
            for (endpoint, verdict) in servers
            where verdicts?[key]?[endpoint]?.means(verdict) == true {
                verdicts?[key]?[endpoint] = verdict
            }
        }
        for (key, servers) in readings {
            for (endpoint, reading) in servers
            where feedback?[key]?[endpoint]?.means(reading) == true {
                feedback?[key]?[endpoint] = reading
            }
        }
    }

    /// Replaces the servers whose checks have no result.
    mutating func replaceSilence(_ later: [ServiceKey: [String]], among keys: Set<ServiceKey>) {
        for key in keys { silent[key] = later[key] }
    }

    /// The servers whose checks had no result before.
    var silentServers: Set<String> { Set(silent.values.joined()) }
}
