import Files
import HAProxy
import Model
import Planning
import Reconciliation

/// The proxies of `ballast run`: HAProxy follows the document in force, and status shows it.
package actor ProxyWorkers {
    let site: ProxySite
    let loop: Reconciler
    let master: HAProxyMaster
    package let observer: WorkerObserver
    /// Reads the states of servers, so that they do not wait for a status of an old worker.
    let serverObserver: WorkerObserver
    let certificates: CertificateShelf
    let accessLog: AccessLogKeeper
    let documents: AsyncStream<Spec>
    let happenings: AsyncStream<Happening>
    /// The document in force, with its handovers to and from IPVS.
    var document = ProxyDocument()
    /// The configuration that is wanted of the master, and the one in force.
    var configuration = WantedProxies()
    /// The results of the checks that HAProxy does not support.
    var checks: ProxyChecks
    /// The files beside the configuration.
    var files: ServedFiles
    /// The conditions that the master has reported.
    var news = ProxyNews()
    /// The states of servers that HAProxy checks.
    var watch = ServerWatch()

    /// The document in force; empty if there is none.
    var spec: Spec { document.spec }
    /// The time until the next look at the files.
    private var filePause: Duration { files.pause }

    /// A report of the master.
    enum Happening: Sendable {
        case event(WorkerEvent)
        case settled(WorkerConfiguration)
    }

    /// The time between two looks at the states of servers, independent of cost.
    private static let serverPeriod = Duration.seconds(1)
    /// The time without an answer of HAProxy after which it serves no clients; under load it may be
    /// slow, and a large file takes seconds to load.
    static let tolerance = Duration.seconds(10)

    /// Creates the proxies for the loop's documents, of which only the newest counts.
    ///
    /// - Parameter verdicts: the verdicts of an earlier run.
    package init(
        _ site: ProxySite, _ loop: Reconciler, _ documents: AsyncStream<Spec>,
        verdicts: Verdicts
    ) {
        checks = ProxyChecks(verdicts)
        self.documents = documents
        self.site = site
        self.loop = loop
        files = ServedFiles(
            PageContent(directory: site.documents, document: site.document))
        let pulse = WorkerPulse()
        observer = WorkerObserver(site.worker, pulse: pulse)
        serverObserver = WorkerObserver(site.worker, pulse: pulse)
        certificates = CertificateShelf(site)
        accessLog = AccessLogKeeper(site, observer) { await loop.tell($0, $1, $2) }
        let (happenings, happened) = AsyncStream.makeStream(
            of: Happening.self, bufferingPolicy: .bufferingNewest(1_000))
        self.happenings = happenings
        master = HAProxyMaster(
            site.worker, report: { happened.yield(.event($0)) },
            settled: { happened.yield(.settled($0)) })
    }

    /// Stops HAProxy, with its connections.
    package func clean() async {
        await master.stop()
        await accessLog.stop()
    }

    /// Runs until cancellation; HAProxy continues.
    package func run() async {
        await withDiscardingTaskGroup { group in
            await self.master.adopt()
            group.addTask { await self.master.run() }
            group.addTask { for await spec in self.documents { await self.apply(spec) } }
            group.addTask { for await what in self.happenings { await self.handle(what) } }
            group.addTask {
                // Cancellation ends the loop.
                while (try? await RoutinePause.wait(self.filePause)) != nil {
                    await self.look()
                }
            }
            group.addTask {
                // Cancellation ends the loop.
                while (try? await RoutinePause.wait(Self.serverPeriod)) != nil {
                    await self.lookAtServers()
                }
            }
        }
    }

    private func apply(_ spec: Spec) async {
        // Set before the first suspension, so that concurrent work uses this document.
        document.accept(spec, isConfigured: site.worker.isConfigured)
        checks.accept(spec)
        if let (former, patched) = configuration.patch(for: spec, revision: document.revision) {
            await send(patched, after: former)
        }
        // Answered after the pass that accepted the document.
        await updatePlaces()
        await refresh()
    }

    /// Updates the verdicts of the checks that HAProxy does not support.
    ///
    /// Only changed servers are patched in the configuration; it is not rendered again.
    package func apply(_ verdicts: Verdicts) async {
        let changed = checks.update(verdicts)
        guard !changed.isEmpty else { return }
        let former = configuration.wanted
        switch configuration.patch(by: checks.results, at: changed, revision: document.revision) {
        case .want(let patched):
            guard configuration.want(patched, revision: document.revision) else { return }
            await send(patched, after: former ?? patched)
        case .render: await refresh()
        }
    }

    /// Sends values of servers to the worker, also while the master is at work.
    private func send(_ wanted: WorkerConfiguration, after former: WorkerConfiguration) async {
        // First, so that the master does not undo them.
        master.post(wanted)
        await master.lane.send(wanted, after: former)
        news.changes += 1
    }

    /// Applies the document and its files in their current state.
    ///
    /// Before the first accepted document, HAProxy's desired state is unknown, so the process of an
    /// earlier run continues.
    func refresh() async {
        guard let spec = document.accepted else { return }
        document.update(FormerSections(at: document.places.unmade, for: spec, in: site.worker))
        guard document.needsHAProxy else { return await retire() }
        let revision = document.revision
        do {
            guard site.program != nil else {
                throw HostFailure(
                    operation: "serve the proxies", reason: "HAProxy is not installed",
                    remedy: "apt-get install haproxy")
            }
            try site.prepare()
            await accessLog.follow(spec)
            let deployment = await certificates.deploy(spec)
            // A newer document arrived meanwhile and has its own call.
            guard revision == document.revision else { return }
            await apply(deployment)
            guard revision == document.revision else { return }
            bring()
        } catch {
            await complain("\(error)")
        }
    }

    /// Reloads HAProxy with its updated program and libraries.
    package func reload() async -> ReloadAnswer {
        do throws(HostFailure) {
            try await master.reload()
            return ReloadAnswer(failure: nil)
        } catch {
            return ReloadAnswer(failure: error)
        }
    }

    /// Retries a refused configuration, because its cause may have disappeared without a trace.
    package func tryAgain() async {
        configuration.forget()
        await refresh()
    }

    /// Applies the configuration, if it has changed.
    private func bring() {
        let begin = threadTime()
        files.renewPage(of: spec)
        let ingredients = WantedProxies.Ingredients(
            revision: document.revision,
            settings: site.settings(
                for: spec, holdingPage: files.pageText, results: checks.results,
                former: document.former),
            certificates: files.deployment.wanted)
        files.note(cost: threadTime() - begin)
        guard configuration.replace(ingredients) else { return }
        files.replace(RevocationNotices(of: spec, ingredients.settings))
        news.tables.replace(TableCertificate(of: spec, ingredients.settings))
        let revised = configuration.wanted?.revised(
            for: spec, settings: ingredients.settings, certificates: ingredients.certificates)
        want(
            revised
                ?? WorkerConfiguration(
                    for: spec, settings: ingredients.settings,
                    certificates: ingredients.certificates))
    }

    private func want(_ wanted: WorkerConfiguration) {
        guard configuration.want(wanted, revision: document.revision) else { return }
        master.post(wanted)
    }

    private func apply(_ deployment: Deployment) async {
        files.install(deployment)
        for news in await certificates.news(of: deployment) {
            await loop.tell(news.kind, news.sentence)
        }
    }

    /// Lets HAProxy exit after its last connection, once no document needs it.
    private func retire() async {
        configuration.retire()
        news.retire()
        files.replace(RevocationNotices())
        watch = ServerWatch()
        let revision = document.revision
        let isThere = await master.isThere()
        // A newer document has its own call.
        guard revision == document.revision else { return }
        guard isThere else {
            // Its folder may have been removed while it ran.
            if document.needsSweep() { await master.endStrays() }
            return configuration.forget()
        }
        let nothing = WorkerConfiguration(for: Spec(), settings: site.settings(for: Spec()))
        guard configuration.wanted == nothing, configuration.inForce == nothing else {
            return want(nothing)
        }
        let workers = await observer.workers()
        guard revision == document.revision, workers.master != nil, workers.old.isEmpty else {
            return
        }
        await master.stop()
        await loop.tell(.worker, "HAProxy has ended: the document has no proxies")
    }
}
