import Addresses
import Model
import Planning

/// The loop's knowledge at one moment; status and explanations are made from it, on any thread.
public struct LoopSnapshot: Sendable {
    let controller: ControllerStatus
    /// The clock of deadlines.
    let now: Moment
    /// The document, as status shows it.
    public let document: DocumentStatus
    /// The document in force in words.
    let standIn: String
    let lastPass: PassStatus?
    /// The document in force; nil: none.
    public let spec: Spec?
    let desired: Desired?
    let observed: Observed
    let plan: Plan
    let retries: Retries
    let verdicts: Verdicts?
    let feedback: FeedbackReadings?
    let quorums: [ServiceKey: QuorumState]
    /// Failures of the controller itself.
    let failures: [HostFailure]
    /// The moment when the checks were found to stand still; nil: they run.
    ///
    /// **Unit:** milliseconds since 1970.
    let stalledChecks: Int64?
    let events: [Event]

    /// Services that are not made yet because a proxy serves their clients, and where.
    let withheld: [ServiceKey: Endpoint]

    /// Returns the wanted and the last observed state.
    ///
    /// - Parameter work: counts the elements that are visited: a fixed number for each server,
    ///   address and event.
    public func status(counting work: WorkCount = WorkCount()) -> Status {
        let report = report(counting: work)
        let services = report.services()
        let addresses = report.addresses()
        let syncDaemons = report.syncDaemons()
        var status = Status(
            controller: controller,
            health: Status.Health(
                reasons: reasons(services, addresses, work)
                    + syncDaemons.filter { !$0.isFulfilled }.map(\.line)),
            document: document,
            lastPass: lastPass, services: services, addresses: addresses,
            failures: waiting(), draining: plan.draining,
            handovers: handovers(work), foreign: plan.foreign, notes: plan.notes,
            events: events)
        status.syncDaemons = syncDaemons.isEmpty ? nil : syncDaemons
        return status
    }

    /// Returns the explanation of the service of this name; nil: the document has none.
    public func explanation(of name: String) -> ServiceExplanation? {
        guard let spec, let service = spec.services.first(where: { $0.name == name }) else {
            return nil
        }
        let status = report(counting: WorkCount()).status(of: service.key, service)
        let terms = weightTerms(
            of: service, verdicts.map { $0[service.key] ?? [:] },
            feedback.map { $0[service.key] ?? [:] }, wanted: desired?.services[service.key])
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
        StatusReport(
            spec: spec ?? Spec(), desired: desired ?? Desired(), observed: observed,
            retries: retries, verdicts: verdicts, feedback: feedback, quorums: quorums,
            withheld: withheld, work: work)
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
