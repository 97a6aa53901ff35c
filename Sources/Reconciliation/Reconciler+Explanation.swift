import Model
import Planning

extension Reconciler {
    /// Why the service of this name is as it is; nil: the document has none of that name.
    public func explanation(of name: String) -> ServiceExplanation? {
        guard let spec, let service = spec.services.first(where: { $0.name == name }) else {
            return nil
        }
        let status = statusReport().status(of: service.key, service)
        let terms = weightTerms(
            of: service, verdicts.map { $0[service.key] ?? [:] },
            feedback.map { $0[service.key] ?? [:] }, wanted: desired?.services[service.key])
        let fallback = service.fallback.map { service.destination(of: $0).endpoint }
        return ServiceExplanation(
            name: name, status: status,
            servers: status.servers.enumerated().map { position, server in
                // Those that are not in the document come last.
                ServerExplanation(
                    status: server, terms: position < terms.count ? terms[position] : [])
            },
            quiescent: service.failurePolicy(defaults: spec.health) == .keep, fallback: fallback,
            isFallbackIn: fallback != nil && desired?.services[service.key]?.fallback == fallback)
    }

    /// What is known, for status.
    func statusReport() -> StatusReport {
        StatusReport(
            spec: spec ?? Spec(), desired: desired ?? Desired(), observed: observed,
            retries: retries, verdicts: verdicts, feedback: feedback, quorums: quorums)
    }
}
