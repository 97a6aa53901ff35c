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
    /// The result of installing the certificates.
    var deployment = Deployment()
    let documents: AsyncStream<Spec>
    let happenings: AsyncStream<Happening>
    var page: PageContent
    /// The reason that the last valid holding page is served instead of the document's; nil: none.
    var pageFailure: HostFailure?
    /// The document in force; nil: none was accepted yet, and HAProxy is left as it is.
    var accepted: Spec?
    /// The document in force; empty if there is none.
    var spec: Spec { accepted ?? Spec() }
    /// The endpoints that HAProxy and IPVS pass to each other.
    var places = SharedPlaces()
    /// The sections of former proxies that stay while the services in their place wait.
    var former = FormerSections()
    /// The proxies without a proven server, each with the service that stays in its place.
    var covered: [HeldServers] = []
    /// Whether HAProxy is needed.
    var needsHAProxy: Bool { spec.needsHAProxy || !former.isEmpty }
    /// The number of the document at which unreachable HAProxy processes were last searched for.
    var sweptTurn = 0
    /// The number of documents so far.
    var turn = 0
    /// The inputs of the wanted configuration.
    var ingredients: Ingredients?
    var wanted: WorkerConfiguration?
    /// The number of the document of ``wanted``.
    var wantedTurn = 0
    var inForce: WorkerConfiguration?
    /// The verdicts of checks that HAProxy does not support.
    var verdicts: Verdicts
    /// The servers that Ballast checks, of the document in force.
    private var checked = CheckedProxies(of: Spec())
    /// The results of these checks.
    private var results = ProxyCheckResults()
    /// The reason that the document's proxies are not in force.
    var complaint: String?
    /// The endpoints on which HAProxy does not listen, or not alone, with the reasons.
    var unheard: [Unheard] = []
    /// The proxies that HAProxy refuses while it serves the others.
    var refused: [RefusedProxy] = []
    /// Whether HAProxy exited and was not restarted yet.
    var hasEnded = false
    /// The states of servers that HAProxy checks.
    var watch = ServerWatch()
    /// HAProxy's lists of revoked certificates.
    var revocations = RevocationNotices()
    /// The sentences on them that were sent as events.
    var toldRevocations: [String] = []
    /// The processor time of the latest look at files.
    var fileCost = Duration.zero

    /// A report of the master.
    enum Happening: Sendable {
        case event(WorkerEvent)
        case settled(WorkerConfiguration)
    }

    /// The time between two looks at the files for HAProxy.
    private static let filePace = LookPace(period: .seconds(2), longest: .seconds(10))

    /// The time between two looks at the states of servers, independent of cost.
    private static let serverPeriod = Duration.seconds(1)

    /// Creates the proxies for the loop's documents, of which only the newest counts.
    ///
    /// - Parameter verdicts: the verdicts of an earlier run.
    package init(
        _ site: ProxySite, _ loop: Reconciler, _ documents: AsyncStream<Spec>,
        verdicts: Verdicts
    ) {
        self.verdicts = verdicts
        self.documents = documents
        self.site = site
        self.loop = loop
        page = PageContent(directory: site.documents, document: site.document)
        observer = WorkerObserver(site.worker)
        serverObserver = WorkerObserver(site.worker)
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
            group.addTask { for await spec in self.documents { await self.take(spec) } }
            group.addTask { for await what in self.happenings { await self.take(what) } }
            group.addTask {
                var pause = Self.filePace.period
                // Cancellation ends the loop.
                while (try? await Task.sleep(for: pause)) != nil {
                    await self.look()
                    pause = Self.filePace.pause(after: await self.fileCost)
                }
            }
            group.addTask {
                // Cancellation ends the loop.
                while (try? await Task.sleep(for: Self.serverPeriod)) != nil {
                    await self.lookAtServers()
                }
            }
        }
    }

    private func take(_ spec: Spec) async {
        // Rendering ten thousand servers takes longer than changing one.
        let patched =
            inForce != nil && inForce == wanted && complaint == nil
            ? wanted?.patched(for: spec) : nil
        // Set before the first suspension, so that concurrent work uses this document.
        accepted = spec
        checked = CheckedProxies(of: spec)
        results = checked.results(by: verdicts)
        places = SharedPlaces(before: spec)
        covered = []
        turn += 1
        if let patched, patched != wanted {
            wanted = patched
            await master.want(patched)
        }
        // Answered after the pass that accepted the document.
        await takePlaces()
        await refresh()
    }

    /// Updates the verdicts of the checks that HAProxy does not support.
    ///
    /// Only changed servers are patched in the configuration; it is not rendered again.
    package func take(_ verdicts: Verdicts) async {
        let changed = checked.update(&results, from: self.verdicts, to: verdicts)
        self.verdicts = verdicts
        guard !changed.isEmpty else { return }
        guard var ingredients, ingredients.turn == turn, wantedTurn == turn,
            let patched = wanted?.patched(by: results, at: changed)
        else { return await refresh() }
        ingredients.settings.down = results.down
        ingredients.settings.proven = results.up
        self.ingredients = ingredients
        await want(patched)
    }

    /// Applies the document and its files in their current state.
    ///
    /// Before the first accepted document, HAProxy's desired state is unknown, so the process of an
    /// earlier run continues.
    func refresh() async {
        guard let spec = accepted else { return }
        former = FormerSections(at: places.unmade, for: spec, in: site.worker)
        guard needsHAProxy else { return await retire() }
        let turn = turn
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
            guard turn == self.turn else { return }
            await take(deployment)
            guard turn == self.turn else { return }
            await bring()
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
        ingredients = nil
        wanted = nil
        await refresh()
    }

    /// The inputs of a configuration other than the document.
    struct Ingredients: Equatable {
        let turn: Int
        var settings: HAProxySettings
        let certificates: [ProxyCertificate]
    }

    /// Applies the configuration, if it has changed.
    private func bring() async {
        let begin = threadTime()
        pageFailure = page.renew(spec.holdingPage.content)
        let ingredients = Ingredients(
            turn: turn,
            settings: site.settings(
                for: spec, holdingPage: page.html, results: results,
                former: former),
            certificates: deployment.wanted)
        // Rendering a thousand proxies takes longer than detecting that nothing changed.
        fileCost = deployment.cost + (threadTime() - begin)
        guard ingredients != self.ingredients else { return }
        self.ingredients = ingredients
        revocations = RevocationNotices(of: spec, ingredients.settings)
        await want(
            WorkerConfiguration(
                for: spec, settings: ingredients.settings, certificates: deployment.wanted))
    }

    private func want(_ configuration: WorkerConfiguration) async {
        wantedTurn = turn
        guard configuration != wanted else { return }
        wanted = configuration
        await master.want(configuration)
    }

    private func take(_ deployment: Deployment) async {
        self.deployment = deployment
        for news in await certificates.news(of: deployment) {
            await loop.tell(news.kind, news.sentence)
        }
    }

    /// Lets HAProxy exit after its last connection, once no document needs it.
    private func retire() async {
        complaint = nil
        unheard = []
        refused = []
        revocations = RevocationNotices()
        watch = ServerWatch()
        ingredients = nil
        let turn = turn
        let isThere = await master.isThere()
        // A newer document has its own call.
        guard turn == self.turn else { return }
        guard isThere else {
            // Its folder may have been removed while it ran.
            if sweptTurn != turn { await master.endStrays() }
            sweptTurn = turn
            return wanted = nil
        }
        let nothing = WorkerConfiguration(for: Spec(), settings: site.settings(for: Spec()))
        guard wanted == nothing, inForce == nothing else { return await want(nothing) }
        let workers = await observer.workers()
        guard turn == self.turn, workers.master != nil, workers.old.isEmpty else { return }
        await master.stop()
        await loop.tell(.worker, "HAProxy has ended: the document has no proxies")
    }
}
