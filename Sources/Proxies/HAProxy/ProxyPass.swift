import Addresses
import Files
import HAProxy
import Model
import Reconciliation

/// A single pass over the proxies of a document: a plan, or its application.
package struct ProxyPass {
    private let spec: Spec
    private let site: ProxySite
    private let master: HAProxyMaster
    private let certificates: CertificateShelf

    /// The known verdicts of Ballast's own checks.
    private let verdicts: Verdicts?

    /// The sections that stay in place of services.
    private let former: FormerSections

    /// Whether HAProxy is needed.
    private var needsHAProxy: Bool { spec.needsHAProxy || !former.isEmpty }

    /// Creates a pass over the proxies of a document.
    ///
    /// - Parameter places: the endpoints of services that do not exist yet, where proxies stay.
    package init(
        _ spec: Spec, at site: ProxySite, verdicts: Verdicts? = nil, places: Set<Endpoint> = []
    ) {
        self.spec = spec
        self.verdicts = verdicts
        self.site = site
        former = FormerSections(at: places, for: spec, in: site.worker)
        master = HAProxyMaster(site.worker)
        certificates = CertificateShelf(site)
    }

    /// Returns the plan.
    ///
    /// **Errors:** `HostFailure` if HAProxy is not installed or does not answer.
    package func plan() async throws -> ProxyPlan {
        guard needsHAProxy else {
            return ProxyPlan(steps: await master.isThere() ? [.end] : [])
        }
        try requireProgram()
        return try await master.plan(configuration(await certificates.preview(spec)))
    }

    /// Adds these steps for proxies to a plan.
    package func complete(_ plan: inout Plan, with proxies: ProxyPlan) {
        plan.steps = proxies.steps.map(Step.proxy) + plan.steps
        plan.proxyOutages =
            proxies.outages
            + spec.covered(plan.departures(to: spec), by: proxies.unproven).map { section in
                "\(section.service ?? "") leaves before a server of \(section.place) is known to "
                    + "work: clients are sent to servers that may not work"
            }
        plan.notes += proxies.held.map(\.sentence)
        plan.notes += proxies.unheard.map { unheard in
            let owner = spec.listener(at: unheard.endpoint)
            return unheard.isShared
                ? "\(owner) shares \(unheard.endpoint): \(unheard.reason)"
                : "\(owner) waits for \(unheard.endpoint): \(unheard.reason)"
        }
    }

    /// Applies the steps, and returns the applied ones; HAProxy outlives this program.
    ///
    /// - Parameter warn: called with each certificate that is not as in the document.
    ///
    /// **Errors:** `HostFailure` with HAProxy's message.
    package func apply(warn: (CertificateComplaint) -> Void) async throws -> [ProxyStep] {
        if needsHAProxy {
            try requireProgram()
        } else if await !master.isThere() {
            return []
        }
        try site.prepare()
        await AccessLogKeeper(site, WorkerObserver(site.worker)).follow(spec)
        let deployment = await certificates.deploy(spec)
        deployment.complaints.forEach(warn)
        let wanted = configuration(deployment.wanted)
        let steps: [ProxyStep]
        do {
            let settings = site.settings(for: spec, former: former)
            steps = try await master.apply(
                wanted, replaced: deployment.replaced.map(settings.certificateFile(of:)))
        } catch {
            var failure = error
            let lines = RefusalText(error.reason, of: spec, for: site.settings(for: spec)).lines
            failure.reason = (site.refusals(for: spec) + lines).joined(separator: "\n")
            throw failure
        }
        guard !needsHAProxy else { return steps }
        if await WorkerObserver(site.worker).workers().old.isEmpty { await master.stop() }
        return [.end]
    }

    /// Returns HAProxy's complaints about the configuration; empty: it is accepted.
    package func refusals(in document: String) async -> [Diagnostic] {
        guard needsHAProxy, let program = HAProxyProgram() else { return [] }
        return await program.diagnostics(of: spec, in: document).filter { $0.severity == .error }
    }

    private func requireProgram() throws(HostFailure) {
        guard site.program == nil else { return }
        throw HostFailure(
            operation: "serve the proxies", reason: "HAProxy is not installed",
            remedy: "apt-get install haproxy")
    }

    private func configuration(_ certificates: [ProxyCertificate]) -> WorkerConfiguration {
        var page = PageContent(directory: site.documents, document: site.document)
        // An unreadable page is a warning of the document; the built-in page replaces it.
        _ = page.renew(spec.holdingPage.content)
        let settings = site.settings(
            for: spec, holdingPage: page.html,
            results: verdicts.map { CheckedProxies(of: spec).results(by: $0) }, former: former)
        return WorkerConfiguration(for: spec, settings: settings, certificates: certificates)
    }
}

extension Plan {
    /// Returns the services that these steps remove while a proxy of the document has their
    /// endpoint.
    package func departures(to spec: Spec) -> Set<ServiceKey> {
        guard !spec.proxyEndpoints.isEmpty else { return [] }
        let kept = Set(spec.services.map(\.key))
        return Set(steps.compactMap(\.subject.service)).filter {
            !kept.contains($0) && $0.place(among: spec.proxyEndpoints) != nil
        }
    }
}

extension Spec {
    /// Returns the proxy or SSL service with this endpoint, in words.
    fileprivate func listener(at endpoint: Endpoint) -> String {
        if let proxy = proxies.first(where: { $0.listen.contains(endpoint) }) {
            return "proxy \(proxy.name)"
        }
        if let service = sslServices.first(where: { $0.listen.contains(endpoint) }) {
            return "SSL service \(service.name)"
        }
        return "the statistics page"
    }
}
