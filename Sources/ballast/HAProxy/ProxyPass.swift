import HAProxy
import Model
import NIOCore

/// The proxies of a document, looked at or brought into force once.
struct ProxyPass {
    private let spec: Spec
    private let site: ProxySite
    private let master: HAProxyMaster

    /// A pass over the proxies of a document.
    init(_ spec: Spec, _ host: HostOptions, document: String) {
        self.spec = spec
        site = ProxySite(host, document: document)
        master = HAProxyMaster(site.worker)
    }

    /// What would be done.
    ///
    /// **Errors:** `HostFailure` when HAProxy is not installed or can't be asked.
    func steps() async throws -> [ProxyStep] {
        guard spec.needsHAProxy else {
            return await master.isThere()
                ? [ProxyStep("end HAProxy with its last connection", .drains)] : []
        }
        try requireProgram()
        return try await master.plan(configuration)
    }

    /// Does it; HAProxy goes on when this program ends.
    ///
    /// **Errors:** `HostFailure` with HAProxy's words.
    func apply() async throws -> [ProxyStep] {
        let steps = try await steps()
        guard !steps.isEmpty else { return [] }
        try site.prepare()
        try await master.apply(configuration)
        return steps
    }

    private func requireProgram() throws(HostFailure) {
        guard site.program == nil else { return }
        throw HostFailure(
            operation: "serve the proxies", reason: "HAProxy is not installed",
            remedy: "apt-get install haproxy")
    }

    private var configuration: WorkerConfiguration {
        var page = PageContent(directory: site.documents)
        // What can't be read is a warning of the document; the page that comes with us stands in.
        _ = page.renew(spec.holdingPage.content)
        let settings = site.settings(for: spec, holdingPage: String(buffer: page.html))
        return WorkerConfiguration(for: spec, settings: settings)
    }
}
