import HAProxy
import Logging
import Model
import NIOCore
import Reconciliation

/// The proxies of `ballast run`: HAProxy follows the document in force, and status shows it.
actor ProxyWorkers {
    private let site: ProxySite
    private let loop: Reconciler
    private let master: HAProxyMaster
    private let observer: WorkerObserver
    private let certificates: CertificateShelf
    /// What became of the certificates.
    private var deployment = Deployment()
    private let documents: AsyncStream<Spec>
    private let happenings: AsyncStream<Happening>
    private var page: PageContent
    /// Why the last good holding page is served instead of the document's; nil: it is not.
    private var pageFailure: HostFailure?
    private var spec = Spec()
    private var wanted: WorkerConfiguration?
    private var inForce: WorkerConfiguration?
    /// What the checks say that HAProxy can't make.
    private var verdicts: Verdicts
    /// Why the document's proxies are not in force.
    private var complaint: String?
    /// Whether HAProxy ended, and is not there again yet.
    private var hasEnded = false
    /// Whether each server that is checked was found at work, by `proxy/server`.
    private var found: [String: Bool] = [:]

    /// What the master has to say.
    private enum Happening: Sendable {
        case event(WorkerEvent)
        case settled(WorkerConfiguration)
    }

    /// Time between two looks at files that HAProxy is given, and at its servers.
    private static let period = Duration.seconds(2)

    /// Proxies for the loop's documents, of which the newest counts.
    ///
    /// - Parameter verdicts: what an earlier run's checks said.
    init(
        _ site: ProxySite, _ loop: Reconciler, _ documents: AsyncStream<Spec>,
        verdicts: Verdicts
    ) {
        self.verdicts = verdicts
        self.documents = documents
        self.site = site
        self.loop = loop
        page = PageContent(directory: site.documents)
        observer = WorkerObserver(site.worker)
        certificates = CertificateShelf(site)
        let (happenings, happened) = AsyncStream.makeStream(
            of: Happening.self, bufferingPolicy: .bufferingNewest(1_000))
        self.happenings = happenings
        master = HAProxyMaster(
            site.worker, report: { happened.yield(.event($0)) },
            settled: { happened.yield(.settled($0)) })
    }

    /// Ends HAProxy, with its connections.
    func clean() async {
        await master.stop()
    }

    /// Follows until it is cancelled; HAProxy goes on.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.master.run() }
            group.addTask { for await spec in self.documents { await self.take(spec) } }
            group.addTask { for await what in self.happenings { await self.take(what) } }
            group.addTask {
                // Cancelled: that is how it ends.
                while (try? await Task.sleep(for: Self.period)) != nil { await self.look() }
            }
        }
    }

    // MARK: - What is wanted

    private func take(_ spec: Spec) async {
        self.spec = spec
        await refresh()
    }

    /// Takes in what the checks say that HAProxy can't make.
    func take(_ verdicts: Verdicts) async {
        let down = spec.proxiedServersDown(by: self.verdicts)
        self.verdicts = verdicts
        if spec.proxiedServersDown(by: verdicts) != down { await refresh() }
    }

    /// Brings the document, and the files that it names, as they are now.
    private func refresh() async {
        guard spec.needsHAProxy else { return await retire() }
        do {
            guard site.program != nil else {
                throw HostFailure(
                    operation: "serve the proxies", reason: "HAProxy is not installed",
                    remedy: "apt-get install haproxy")
            }
            try site.prepare()
            await take(await certificates.deploy(spec))
            await want(configuration())
        } catch {
            await complain("\(error)")
        }
    }

    private func want(_ configuration: WorkerConfiguration) async {
        guard configuration != wanted else { return }
        wanted = configuration
        await master.want(configuration)
    }

    private func configuration() -> WorkerConfiguration {
        pageFailure = page.renew(spec.holdingPage.content)
        return WorkerConfiguration(
            for: spec,
            settings: site.settings(
                for: spec, holdingPage: String(buffer: page.html),
                down: spec.proxiedServersDown(by: verdicts)),
            certificates: deployment.wanted)
    }

    private func take(_ deployment: Deployment) async {
        self.deployment = deployment
        for sentence in await certificates.news(of: deployment) {
            await loop.tell(.certificate, sentence)
        }
    }

    /// Lets HAProxy end with its last connection, once no document asks for it.
    private func retire() async {
        complaint = nil
        found = [:]
        guard await master.isThere() else { return wanted = nil }
        let nothing = WorkerConfiguration(for: Spec(), settings: site.settings(for: Spec()))
        guard wanted == nothing, inForce == nothing else { return await want(nothing) }
        let workers = await observer.workers()
        guard workers.master != nil, workers.old.isEmpty else { return }
        await master.stop()
        await loop.tell(.worker, "HAProxy has ended: the document has no proxies")
    }

    // MARK: - What happens

    private func look() async {
        await refresh()
        guard spec.needsHAProxy, let look = await observer.look() else { return }
        let report = ProxyReport(
            of: spec, look, complaint: complaint, verdicts: verdicts
        ).proxies()
        var changes: (up: [String], down: [String]) = ([], [])
        for proxy in report {
            // Of the checks that Ballast makes the loop tells.
            for server in proxy.servers where server.state == .online && server.verdict == nil {
                guard let isUp = server.isUp else { continue }
                let name = "\(proxy.name)/\(server.name)"
                let before = found.updateValue(isUp, forKey: name)
                if before == isUp || (before == nil && isUp) { continue }
                if isUp {
                    changes.up.append("\(name) is up")
                } else {
                    changes.down.append("\(name) is \(server.reason ?? "down")")
                }
            }
        }
        await tell(.down, changes.down, "servers are down")
        await tell(.up, changes.up, "servers are up")
    }

    private func tell(_ kind: Event.Kind, _ lines: [String], _ many: String) async {
        guard let first = lines.first else { return }
        await loop.tell(kind, lines.count == 1 ? first : "\(lines.count) \(many)", lines)
    }

    private func take(_ happening: Happening) async {
        switch happening {
        case .settled(let configuration):
            inForce = configuration
            if configuration == wanted {
                complaint = nil
                await certificates.tidy(spec)
            }
            await loop.proxiesServe(configuration.addresses)
        case .event(let event): await take(event)
        }
    }

    private func take(_ event: WorkerEvent) async {
        switch event {
        case .started(let pid):
            let kind: Event.Kind = hasEnded ? .recovered : .worker
            hasEnded = false
            await loop.tell(kind, "HAProxy was started, process \(pid)")
        case .adopted(let pid):
            await loop.tell(.worker, "HAProxy was running, and is taken over: process \(pid)")
        case .reloaded where !spec.needsHAProxy:
            await loop.tell(
                .applied, "HAProxy serves nothing any more, and ends with its last connection")
        case .reloaded(let reasons):
            await loop.tell(.applied, "HAProxy was reloaded", reasons)
        case .changed(let commands, let isDrift):
            let words =
                commands.count == 1
                ? "haproxy: \(commands[0])" : "haproxy: \(commands.count) commands"
            await loop.tell(
                isDrift ? .drift : .applied,
                isDrift ? "changed in HAProxy outside Ballast, put right: \(words)" : words,
                commands)
        case .refused(let words):
            let lines = RefusalText(words, of: spec, for: site.settings(for: spec)).lines
            await complain(lines.joined(separator: "\n"), "HAProxy refuses the proxies")
        case .failed(let words): await complain(words)
        case .ended(let pid, let words):
            hasEnded = true
            await loop.tell(
                .failed, "HAProxy ended, process \(pid); it is started again", words)
        }
    }

    private func complain(_ words: String, _ what: String = ProxyWorkers.notInForce) async {
        guard complaint != words else { return }
        complaint = words
        let lines = words.split(separator: "\n").map(String.init)
        let first = lines.first ?? what
        await loop.tell(.failed, lines.count == 1 ? "\(what): \(first)" : what, lines)
    }

    /// What is wrong while there is a complaint.
    private static let notInForce = "the proxies are not as the document says"

    // MARK: - What is shown

    /// Adds the proxies to a status.
    func complete(_ status: inout Status) async {
        let workers = await observer.workers()
        guard spec.needsHAProxy || workers.master != nil else { return }
        status.workers = workers
        status.workers?.complaint = complaint
        guard spec.needsHAProxy else { return }
        status.proxies = ProxyReport(
            of: spec, await observer.look(), complaint: complaint, verdicts: verdicts
        ).proxies()
        let different = status.proxies.filter { proxy in
            proxy.servers.contains { $0.got != $0.want }
        }
        if complaint != nil {
            let meanwhile =
                workers.worker == nil ? "nobody serves them" : "those before it are served"
            status.health.reasons.append("\(Self.notInForce): \(meanwhile)")
        } else if !different.isEmpty, workers.worker != nil {
            let count = different.count == 1 ? "1 proxy" : "\(different.count) proxies"
            status.health.reasons.append("not as the document wants: \(count)")
        }
        status.show(deployment)
        if let pageFailure { status.health.reasons.append(pageFailure.description) }
        if workers.worker == nil { status.health.reasons.append("HAProxy does not run") }
    }

    /// A server of a proxy; nil: there is none.
    func server(_ name: String, of proxy: String) async -> ProxyServerStatus? {
        guard spec.proxies.contains(where: { $0.name == proxy }) else { return nil }
        let report = ProxyReport(
            of: spec, await observer.look(), complaint: complaint, verdicts: verdicts)
        return report.proxies().first { $0.name == proxy }?.servers.first { $0.name == name }
    }

    /// A proxy; nil: there is none.
    func proxy(_ name: String) async -> ProxyStatus? {
        ProxyReport(of: spec, await observer.look(), complaint: complaint, verdicts: verdicts)
            .proxies()
            .first { $0.name == name }
    }
}
