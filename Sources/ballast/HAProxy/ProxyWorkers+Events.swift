import HAProxy
import Model
import Reconciliation

extension ProxyWorkers {
    /// Looks at the files that HAProxy is given, and at its servers.
    func look() async {
        await refresh()
        await accessLog.look()
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

    /// Takes in what the master has to say.
    func take(_ happening: Happening) async {
        switch happening {
        case .settled(let configuration):
            inForce = configuration
            if configuration == wanted {
                complaint = nil
                // The keys of a newer document, which is not in force yet, may be there already.
                if wantedTurn == turn { await certificates.tidy(spec) }
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
