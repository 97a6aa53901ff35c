import Addresses
import HAProxy
import Model
import NIOCore
import Reconciliation

/// The proxies of a document, looked at or brought into force once.
struct ProxyPass {
    private let spec: Spec
    private let site: ProxySite
    private let master: HAProxyMaster
    private let certificates: CertificateShelf

    /// What Ballast's own checks say, as far as somebody knows.
    private let verdicts: Verdicts?

    /// The sections that stay in the places of services.
    private let former: FormerSections

    /// Whether there is anything to serve by HAProxy.
    private var needsHAProxy: Bool { spec.needsHAProxy || !former.isEmpty }

    /// A pass over the proxies of a document.
    ///
    /// - Parameter places: where services are not made yet, and proxies stay.
    init(
        _ spec: Spec, _ host: HostOptions, document: String, verdicts: Verdicts? = nil,
        places: Set<Endpoint> = []
    ) {
        self.spec = spec
        self.verdicts = verdicts
        site = ProxySite(host, document: document)
        former = FormerSections(at: places, for: spec, in: site.worker)
        master = HAProxyMaster(site.worker)
        certificates = CertificateShelf(site)
    }

    /// What would be done.
    ///
    /// **Errors:** `HostFailure` when HAProxy is not installed or can't be asked.
    func plan() async throws -> ProxyPlan {
        guard needsHAProxy else {
            return ProxyPlan(steps: await master.isThere() ? [.end] : [])
        }
        try requireProgram()
        return try await master.plan(configuration(await certificates.preview(spec)))
    }

    /// Adds these steps for proxies to a plan.
    func complete(_ plan: inout Plan, with proxies: ProxyPlan) {
        plan.steps = proxies.steps.map(Step.proxy) + plan.steps
        plan.proxyOutages =
            proxies.outages
            + spec.covered(plan.departures(to: spec), by: proxies.unproven).map { section in
                "\(section.service ?? "") goes before a server of \(section.place) is known to "
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

    /// Applies the steps, and returns those that were applied; HAProxy goes on when this program
    /// ends.
    ///
    /// **Errors:** `HostFailure` with HAProxy's words.
    func apply() async throws -> [ProxyStep] {
        if needsHAProxy {
            try requireProgram()
        } else if await !master.isThere() {
            return []
        }
        try site.prepare()
        await AccessLogKeeper(site, WorkerObserver(site.worker)).follow(spec)
        let deployment = await certificates.deploy(spec)
        for complaint in deployment.complaints {
            standardError("warning: certificate \(complaint.certificate): \(complaint.text)")
        }
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

    /// What HAProxy itself says of what it would be given; empty: it takes it.
    func refusals(in document: String) async -> [Diagnostic] {
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
        // What can't be read is a warning of the document; the page that comes with us stands in.
        _ = page.renew(spec.holdingPage.content)
        let settings = site.settings(
            for: spec, holdingPage: String(buffer: page.html),
            results: verdicts.map { CheckedProxies(of: spec).results(by: $0) }, former: former)
        return WorkerConfiguration(for: spec, settings: settings, certificates: certificates)
    }
}

extension Plan {
    /// The services that end with these steps while a proxy of the document is in their place.
    func departures(to spec: Spec) -> Set<ServiceKey> {
        guard !spec.proxyEndpoints.isEmpty else { return [] }
        let kept = Set(spec.services.map(\.key))
        return Set(steps.compactMap(\.subject.service)).filter {
            !kept.contains($0) && $0.place(among: spec.proxyEndpoints) != nil
        }
    }
}

extension Spec {
    /// Which proxy or SSL service listens there, in words.
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
