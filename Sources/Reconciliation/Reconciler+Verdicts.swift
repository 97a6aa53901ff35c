import Addresses
import Model

extension Reconciler {
    /// Takes in what the checks say now, all of it.
    ///
    /// Only the services that it matters to are looked at, and none when only reasons differ. A
    /// verdict that became up or down is an event, unless the operator has taken the server out.
    /// Verdicts on servers that are not in the document are of no account.
    public func take(_ verdicts: Verdicts) {
        let old = self.verdicts ?? [:]
        guard self.verdicts == nil || verdicts != old else { return }
        let isNews = self.verdicts == nil || !Self.mean(old, verdicts)
        self.verdicts = verdicts
        announceTransitions(from: old, to: verdicts)
        announceSilence(from: old, to: verdicts)
        if isNews { wake(.verdicts) }
    }

    /// Takes in reasons and counts that are newer, for who asks.
    ///
    /// What the table follows stays: that comes by ``take(_:)``, in order.
    public func refine(_ latest: Verdicts) {
        for (key, servers) in latest {
            for (endpoint, verdict) in servers
            where verdicts?[key]?[endpoint]?.means(verdict) == true {
                verdicts?[key]?[endpoint] = verdict
            }
        }
    }

    /// What the checks said last; nil: nobody checks.
    public var checkedVerdicts: Verdicts? { verdicts }

    /// The servers that checks or agents say are down and the operator wants online, a line each.
    public func serversDown() -> [String] {
        guard let spec else { return [] }
        return (spec.services + spec.checkedProxies).flatMap { service in
            service.servers.compactMap { server -> String? in
                guard server.state == .online else { return nil }
                let endpoint = service.endpoint(of: server)
                return ServerStatus.outage(
                    by: verdicts?[service.key]?[endpoint],
                    service.hasFeedback(server) ? feedback?[service.key]?[endpoint] : nil
                ).map { "\(service.name)/\(server.name)\($0)" }
            }
        }
    }

    /// Takes note that somebody could not be told of other events.
    public func untold(_ message: String) {
        emit(.untold, message)
    }

    /// Whether the table is to be the same with the one as with the other.
    private static func mean(_ old: Verdicts, _ new: Verdicts) -> Bool {
        old.count == new.count
            && new.allSatisfy { key, servers in
                guard let before = old[key], before.count == servers.count else { return false }
                return servers.allSatisfy { before[$0.key]?.means($0.value) == true }
            }
    }

    private func announceTransitions(from old: Verdicts, to new: Verdicts) {
        var fallen: [String] = []
        var risen: [String] = []
        for service in (spec?.services ?? []) + (spec?.checkedProxies ?? []) {
            guard let verdicts = new[service.key] else { continue }
            // Nobody is called for what the operator has taken out.
            for server in service.servers where server.state == .online {
                let endpoint = service.endpoint(of: server)
                guard let verdict = verdicts[endpoint] else { continue }
                let before = old[service.key]?[endpoint]?.state ?? .unknown
                guard verdict.state != before else { continue }
                let line = "\(service.name)/\(server.name) is \(verdict)"
                switch verdict.state {
                case .down: fallen.append(line)
                case .up where before == .down: risen.append(line)
                case .up, .unknown: break
                }
            }
        }
        if !fallen.isEmpty { emit(.down, sentence(fallen, "down"), fallen) }
        if !risen.isEmpty { emit(.up, sentence(risen, "up"), risen) }
    }

    /// Emits an event for servers whose checks have no result, and one when all have results again.
    private func announceSilence(from old: Verdicts, to new: Verdicts) {
        var silent: [String] = []
        var before: Set<String> = []
        for service in (spec?.services ?? []) + (spec?.checkedProxies ?? []) {
            for server in service.servers where server.state == .online {
                let endpoint = service.endpoint(of: server)
                let wasOverdue = old[service.key]?[endpoint]?.isOverdue == true
                let isOverdue = new[service.key]?[endpoint]?.isOverdue == true
                guard wasOverdue || isOverdue else { continue }
                let name = "\(service.name)/\(server.name)"
                if wasOverdue { before.insert(name) }
                if isOverdue { silent.append(name) }
            }
        }
        let fresh = silent.filter { !before.contains($0) }
        if let first = fresh.first {
            let subject = fresh.count == 1 ? first : "\(fresh.count) servers"
            emit(
                .failed,
                "the checks of \(subject) have no result, and the last one may be out of date: "
                    + "`ballast explain \(first)` has the reason", fresh)
        } else if silent.isEmpty, !before.isEmpty {
            emit(.recovered, "all checks have results again", before.sorted())
        }
    }

    /// Takes in whether the checks stand still.
    public func take(checksStandStill: Bool) {
        guard checksStandStill != (stalledChecks != nil) else { return }
        stalledChecks = checksStandStill ? wallClock() : nil
        emit(
            checksStandStill ? .failed : .recovered,
            checksStandStill
                ? "health checks stand still: verdicts grow old, and no failure is noticed"
                : "health checks go on")
    }

    func sentence(_ lines: [String], _ state: String) -> String {
        lines.count == 1 ? lines[0] : "\(lines.count) servers are \(state)"
    }
}
