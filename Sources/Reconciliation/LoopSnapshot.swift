import Addresses
import Model
import Planning

/// The state of the loop at one moment, for status and explanations on any thread.
public struct LoopSnapshot: Sendable {
    /// The controller.
    public let controller: ControllerStatus
    /// The clock of deadlines.
    let now: Moment
    /// The document, as status shows it.
    public let document: DocumentStatus
    private(set) var knowledge: Knowledge
    let retries: Retries
    let last: LastLook
    /// Failures of the controller itself.
    let failures: [HostFailure]
    /// The latest events, oldest first.
    public let events: [Event]
    let eventCounts: [Event.Kind: Int]

    /// Counts since the start of the controller.
    public var totals: LoopTotals {
        var totals = last.totals
        totals.events = eventCounts
        return totals
    }

    /// The document in force; nil: none.
    public var spec: Spec? { knowledge.spec }
    /// The words for the document in force.
    var standIn: String { document.standIn }
    var desired: Desired? { last.desired }
    var observed: Observed { last.observed }
    var plan: Plan { last.plan }

    /// Returns this snapshot with newer reasons and counts.
    public func refined(verdicts: Verdicts, feedback: FeedbackReadings) -> LoopSnapshot {
        var refined = self
        refined.knowledge.refine(verdicts, feedback)
        return refined
    }

    /// Returns the desired and the last observed state.
    ///
    /// - Parameter work: counts the elements that are visited: a fixed number for each server,
    ///   address and event.
    public func status(counting work: WorkCount = WorkCount()) -> Status {
        var services: [ServiceStatus] = []
        services.reserveCapacity(spec?.services.count ?? 0)
        var status = status(counting: work) { services.append($0) }
        status.services = services
        return status
    }

    /// Returns the status without its services, and passes each service to `use`.
    ///
    /// - Parameter use: receives the services in the document's order, then leaving ones.
    public func status(
        counting work: WorkCount = WorkCount(), each use: (ServiceStatus) -> Void
    ) -> Status {
        let report = report(counting: work)
        return frame(report, reasons(report, work, each: use), work)
    }

    /// Returns the status with a summary of each service.
    public func brief() -> BriefStatus {
        let work = WorkCount()
        let report = report(counting: work)
        var services = BriefSummaries()
        let reasons = reasons(report, work) { services.add(ServiceSummary($0)) }
        return BriefStatus(frame(report, reasons, work), services: services.list)
    }

    /// The services with a server that is down or overdue, whose reasons change with each check.
    public var troubled: Set<ServiceKey> {
        Set(
            (knowledge.verdicts ?? [:]).lazy.filter { _, servers in
                servers.contains { $0.value.state == .down || $0.value.isOverdue }
            }.map(\.key))
    }

    private func reasons(
        _ report: StatusReport, _ work: WorkCount, each use: (ServiceStatus) -> Void
    ) -> ServiceReasons {
        var reasons = ServiceReasons(self, work)
        report.forEachService { status, written in
            reasons.add(status, written)
            use(status)
        }
        return reasons
    }

    /// Returns the status without its services.
    private func frame(
        _ report: StatusReport, _ services: ServiceReasons, _ work: WorkCount
    ) -> Status {
        let addresses = report.addresses()
        let syncDaemons = report.syncDaemons()
        let firewall = report.firewall()
        let network = report.network()
        var status = Status(
            controller: controller,
            health: Status.Health(
                reasons: reasons(services, addresses, work)
                    + syncDaemons.filter { !$0.isFulfilled }.map(\.line)
                    + firewall.filter { !$0.isFulfilled }.map(\.line)
                    + (network.map { $0.isFulfilled ? [] : [$0.line] } ?? [])
                    + last.firewall.faults + report.uselessBlocklists),
            document: document)
        status.lastPass = last.pass
        status.addresses = addresses
        status.failures = waiting()
        status.draining = plan.draining
        status.handovers = handovers(work)
        status.foreign = plan.foreign
        // The section of the election has more.
        status.notes = plan.notes.filter { $0 != desired?.electionNote }
        status.events = events
        status.syncDaemons = syncDaemons.isEmpty ? nil : syncDaemons
        status.firewall = firewall.isEmpty ? nil : firewall
        status.network = network
        return status
    }

    /// Returns the explanation of the service of this name; nil: the document has none.
    public func explanation(of name: String) -> ServiceExplanation? {
        guard let spec, let service = spec.services.first(where: { $0.name == name }) else {
            return nil
        }
        let status = report(counting: WorkCount()).status(of: service.key, service)
        let terms = weightTerms(
            of: service, knowledge.verdicts.map { $0[service.key] ?? [:] },
            knowledge.feedback.map { $0[service.key] ?? [:] },
            wanted: desired?.services[service.key])
        let fallback = service.fallback.map { service.destination(of: $0).endpoint }
        return ServiceExplanation(
            name: name, status: status,
            servers: status.servers.enumerated().map { position, server in
                // Servers that left the document are last and have no terms.
                ServerExplanation(
                    status: server, terms: position < terms.count ? terms[position] : [])
            },
            quiescent: service.failurePolicy(defaults: spec.health) == .keep, fallback: fallback,
            isFallbackIn: fallback != nil && desired?.services[service.key]?.fallback == fallback)
    }

    private func report(counting work: WorkCount) -> StatusReport {
        StatusReport(self, work)
    }

    private func handovers(_ work: WorkCount) -> [String] {
        guard !plan.handovers.isEmpty else { return [] }
        let services = Dictionary(
            work.each(spec?.services ?? []).map { ($0.key, $0) },
            uniquingKeysWith: { first, _ in first })
        return work.each(plan.handovers).map { $0.sentence(services[$0.service]) }
    }

    private func waiting() -> [FailureStatus] {
        retries.entries.values
            .sorted { ($0.notBefore, $0.step.description) < ($1.notBefore, $1.step.description) }
            .map {
                FailureStatus(
                    step: StepRecord($0.step), description: $0.step.description,
                    failure: $0.failure,
                    attempts: $0.attempts,
                    retryIn: max(0, $0.notBefore.milliseconds - now.milliseconds))
            }
    }
}
