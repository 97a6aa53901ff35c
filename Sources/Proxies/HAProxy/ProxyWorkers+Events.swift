import Addresses
import HAProxy
import Model
import Reconciliation

extension ProxyWorkers {
    /// Reads the files for HAProxy again.
    func look() async {
        await refresh()
        if accepted == nil, await loop.lacksDocument { await startKept() }
        await tellRevocations()
        await accessLog.look()
    }

    /// Emits an event for each authority whose list of revoked certificates is expired or missing,
    /// and one when all lists are good again.
    private func tellRevocations() async {
        let refusals = revocations.refusals()
        let before = toldRevocations
        toldRevocations = refusals
        for sentence in refusals where !before.contains(sentence) {
            await loop.tell(.certificate, sentence)
        }
        if refusals.isEmpty, !before.isEmpty {
            await loop.tell(.renewed, "the lists of revoked certificates are good again")
        }
    }

    /// Reads the states of the servers that HAProxy checks, and emits events for changes.
    func lookAtServers() async {
        await lookAtPlaces()
        guard needsHAProxy, let statistics = await serverObserver.servers() else { return }
        let changes = watch.changes(in: statistics)
        guard !changes.isEmpty else { return }
        // The loop emits the events of Ballast's own checks.
        let names = spec.serversCheckedByHAProxy
        var down: [String] = []
        var up: [String] = []
        for change in changes {
            guard let name = names[change.place] else { continue }
            let check = change.check?.expecting(spec.statusesExpected(at: change.place))
            let reason = "down: \(check?.description ?? "HAProxy says no more")"
            switch (change.isUp, change.wasOther) {
            case (true, false): up.append("\(name) is up")
            case (true, true):
                down.append("\(name) was down for a moment")
                up.append("\(name) is up")
            case (false, false): down.append("\(name) is \(reason)")
            case (false, true): down.append("\(name) was up for a moment, and is \(reason)")
            }
        }
        await tell(.down, down, "servers are down")
        await tell(.up, up, "servers are up")
    }

    /// Starts HAProxy with its last good configuration, where no document is in force.
    private func startKept() async {
        guard site.program != nil else { return }
        do throws(HostFailure) {
            try site.prepare()
            await master.startKept()
        } catch {
            // The first document that is good says so.
        }
    }

    private func tell(_ kind: Event.Kind, _ lines: [String], _ many: String) async {
        guard let first = lines.first else { return }
        await loop.tell(kind, lines.count == 1 ? first : "\(lines.count) \(many)", lines)
    }

    /// Takes in what the master has to say.
    func take(_ happening: Happening) async {
        switch happening {
        case .settled(let configuration):
            inForce = configuration
            if configuration == wanted {
                complaint = nil
                // The keys of a newer document, which is not in force yet, may be there already.
                // So may those of sections that stay.
                if wantedTurn == turn, former.isEmpty { await certificates.tidy(spec) }
            }
            let lost = Set(unheard.filter { !$0.isShared }.map(\.endpoint))
                .union(refused.flatMap(\.unserved))
            await loop.learn(.listening(configuration.endpoints.subtracting(lost)))
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
        case .applied(let steps, let isDrift): await tell(steps, isDrift: isDrift)
        case .refused(let words):
            let lines = RefusalText(words, of: spec, for: site.settings(for: spec)).lines
            await complain(
                (site.refusals(for: spec) + lines).joined(separator: "\n"),
                "HAProxy refuses the proxies")
        case .refuses(let proxies): await take(proxies)
        case .failed(let words): await complain(words)
        case .listens(let places): await take(places)
        case .lastFails(let words):
            await loop.tell(
                .failed, "the last configuration of HAProxy that served can't be started either",
                words.split(separator: "\n").map(String.init))
        case .notKept(let words):
            await loop.tell(.failed, "no copy of HAProxy's configuration is kept: \(words)")
        case .left(let pid):
            await loop.tell(
                .failed,
                "HAProxy can't be spoken to, its sockets were removed: process \(pid) ends with "
                    + "its last connection"
                    + (needsHAProxy ? ", and another one is started" : ""))
        case .outlived(let workers):
            await loop.tell(
                .failed, "a reload ends workers of earlier configurations",
                workers.map(\.sentence))
        case .silent(let words): await loop.tell(.failed, "HAProxy does not answer: \(words)")
        case .answers(let pid):
            await loop.tell(.recovered, "HAProxy answers again, process \(pid)")
        case .ended(let pid, let words):
            hasEnded = true
            await loop.tell(
                .failed, "HAProxy ended, process \(pid); it is started again", words)
        }
    }

    /// Emits an event for steps that were applied to HAProxy.
    private func tell(_ steps: [ProxyStep], isDrift: Bool) async {
        if let reload = steps.first(where: \.isReload) {
            let message =
                needsHAProxy
                ? "HAProxy was reloaded"
                : "HAProxy serves nothing any more, and ends with its last connection"
            return await loop.tell(.applied, message, needsHAProxy ? reload.details : [])
        }
        let lines = steps.flatMap(\.details)
        let words = lines.count == 1 ? lines[0] : "\(counted(lines.count, "step"))"
        await loop.tell(
            isDrift ? .drift : .applied,
            isDrift
                ? "changed in HAProxy outside Ballast, put right: \(words)"
                : lines.count == 1 ? words : "applied \(words) to HAProxy",
            lines)
    }

    /// Takes in where HAProxy can't listen.
    private func take(_ places: [Unheard]) async {
        let before = Set(unheard.map(\.endpoint))
        let now = Set(places.map(\.endpoint))
        let new = places.filter { !before.contains($0.endpoint) }.map(\.reason)
        let back = before.subtracting(now).sorted().map { "HAProxy listens on \($0)" }
        unheard = places
        await tell(.failed, new, "addresses are not HAProxy's to listen on")
        await tell(.recovered, back, "addresses are HAProxy's to listen on again")
    }

    /// Records the proxies that HAProxy refuses while it serves the others.
    private func take(_ proxies: [RefusedProxy]) async {
        let new = proxies.filter { !refused.contains($0) }.map(\.sentence)
        let names = Set(proxies.map(\.name))
        let back = refused.map(\.name).filter { !names.contains($0) }
        refused = proxies
        await tell(.failed, new, "proxies are refused by HAProxy")
        await tell(
            .recovered, back.map { "HAProxy does not refuse \($0) any more" },
            "proxies are not refused any more")
    }

    /// Says why the proxies are not in force, once.
    func complain(_ words: String, _ what: String = ProxyWorkers.notInForce) async {
        guard complaint != words else { return }
        complaint = words
        let lines = words.split(separator: "\n").map(String.init)
        let first = lines.first ?? what
        await loop.tell(.failed, lines.count == 1 ? "\(what): \(first)" : what, lines)
    }

    /// What is wrong while there is a complaint.
    static let notInForce = "the proxies are not as the document says"
}

extension OutlivedWorker {
    /// What it loses.
    fileprivate var sentence: String {
        let open = connections.map { counted($0, "connection") } ?? "connections unknown"
        return "process \(pid), \(open), has outlived \(counted(reloads, "reload")) "
            + "(mworker-max-reloads)"
    }
}
