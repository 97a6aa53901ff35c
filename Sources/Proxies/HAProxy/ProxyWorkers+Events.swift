import Addresses
import HAProxy
import Model
import Reconciliation

extension ProxyWorkers {
    /// Reads the files for HAProxy again.
    func look() async {
        await refresh()
        if document.accepted == nil, await loop.lacksDocument { await startKept() }
        await tell(files.revocationNotices())
        await lookAtTables()
        await accessLog.look()
    }

    /// Reads the states of the servers that HAProxy checks, and emits events for changes.
    func lookAtServers() async {
        await lookAtPlaces()
        guard document.needsHAProxy, document.needsServerStates else {
            watch = ServerWatch()
            return
        }
        guard let statistics = await serverObserver.servers() else {
            let outage = serverObserver.pulse.outage() ?? .zero
            if outage >= Self.tolerance { await learn(ProxyUsability(answers: false)) }
            return
        }
        // Only an election depends on it.
        if spec.cluster?.failover != nil { await learn(statistics.usability(of: spec)) }
        let changes = watch.changes(in: statistics)
        guard !changes.isEmpty else { return }
        await tell(spec.notices(of: changes))
    }

    private func learn(_ usability: ProxyUsability) async {
        if let change = news.change(of: usability) { await loop.learn(.usability(change)) }
    }

    /// Starts HAProxy with its last good configuration, where no document is in force.
    private func startKept() async {
        guard site.program != nil else { return }
        do throws(HostFailure) {
            try site.prepare()
            await master.startKept()
        } catch {
            // The first valid document causes an event of its own.
        }
    }

    func tell(_ notices: [Notice]) async {
        for notice in notices {
            await loop.tell(notice.kind, notice.message, notice.details)
        }
    }

    /// Handles a report of the master.
    func handle(_ happening: Happening) async {
        news.changes += 1
        switch happening {
        case .settled(let configuration):
            // The keys of a newer document, which is not in force yet, may be there already.
            // So may those of sections that stay.
            if self.configuration.settled(configuration),
                self.configuration.revision == document.revision, document.former.isEmpty
            {
                await certificates.tidy(spec)
            }
            await loop.learn(.listening(configuration.endpoints.subtracting(news.lost)))
        case .event(let event):
            await tell(news.record(event, isNeeded: document.needsHAProxy))
            switch event {
            case .refused(let words):
                let lines = RefusalText(words, of: spec, for: site.settings(for: spec)).lines
                await complain(
                    (site.refusals(for: spec) + lines).joined(separator: "\n"),
                    "HAProxy refuses the proxies")
            case .failed(let words): await complain(words)
            default: break
            }
        }
    }

    /// Reports why the proxies are not in force, once.
    func complain(_ words: String, _ what: String = ProxyWorkers.notInForce) async {
        guard configuration.complain(words) else { return }
        let lines = words.split(separator: "\n").map(String.init)
        let first = lines.first ?? what
        await loop.tell(.failed, lines.count == 1 ? "\(what): \(first)" : what, lines)
    }

    /// The condition while there is a complaint.
    static let notInForce = "the proxies are not as the document says"
}

extension Spec {
    /// Returns the events of servers whose state has changed, by their names in the document.
    ///
    /// The loop emits the events of Ballast's own checks.
    fileprivate func notices(of changes: [ServerWatch.Change]) -> [Notice] {
        let names = serversCheckedByHAProxy
        var down: [String] = []
        var up: [String] = []
        for change in changes {
            guard let name = names[change.place] else { continue }
            let check = change.check?.expecting(statusesExpected(at: change.place))
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
        return [
            Notice(.down, down, "servers are down"), Notice(.up, up, "servers are up"),
        ].compactMap(\.self)
    }
}
