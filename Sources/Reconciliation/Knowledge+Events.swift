import Addresses
import Model

extension Knowledge {
    /// Returns events for servers whose verdicts have changed to up or down.
    ///
    /// Drained and offline servers cause no event.
    func transitions(from old: Verdicts, among keys: Set<ServiceKey>) -> [EventDraft] {
        var fallen: [String] = []
        var risen: [String] = []
        for service in document?.checked(keys) ?? [] {
            guard let verdicts = verdicts?[service.key] else { continue }
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
        return Self.drafts(fallen: fallen, risen: risen)
    }

    /// Returns events for servers whose agents report a failure or a recovery.
    func agents(from old: FeedbackReadings, among keys: Set<ServiceKey>) -> [EventDraft] {
        var fallen: [String] = []
        var risen: [String] = []
        for service in document?.services(keys) ?? [] {
            guard let readings = feedback?[service.key] else { continue }
            for server in service.servers where server.state == .online {
                let endpoint = service.endpoint(of: server)
                guard let reading = readings[endpoint] else { continue }
                let before = old[service.key]?[endpoint]?.ability ?? .up
                guard reading.ability != before else { continue }
                let name = "\(service.name)/\(server.name)"
                if let outage = ServerStatus.outage(by: nil, reading) {
                    fallen.append(name + outage)
                } else {
                    let tail = reading.reason.isEmpty ? "" : ": \(reading.reason)"
                    risen.append("\(name): its agent reports up\(tail)")
                }
            }
        }
        return Self.drafts(fallen: fallen, risen: risen)
    }

    private static func drafts(fallen: [String], risen: [String]) -> [EventDraft] {
        func draft(_ kind: Event.Kind, _ lines: [String]) -> EventDraft? {
            guard let first = lines.first else { return nil }
            let message =
                lines.count == 1 ? first : "\(lines.count) servers are \(kind.rawValue)"
            return EventDraft(kind, message, lines)
        }
        return [draft(.down, fallen), draft(.up, risen)].compactMap(\.self)
    }

    /// Returns the servers whose checks have no result, by name.
    ///
    /// - Parameter keys: the services; nil: all.
    func silence(among keys: Set<ServiceKey>?) -> [ServiceKey: [String]] {
        var silent: [ServiceKey: [String]] = [:]
        for service in document?.checked(keys) ?? [] {
            guard let verdicts = verdicts?[service.key] else { continue }
            for server in service.servers where server.state == .online {
                guard verdicts[service.endpoint(of: server)]?.isOverdue == true else { continue }
                silent[service.key, default: []].append("\(service.name)/\(server.name)")
            }
        }
        return silent
    }

    /// Returns an event for servers whose checks have no result, and one when all have results
    /// again.
    mutating func silences(among keys: Set<ServiceKey>) -> [EventDraft] {
        let before = silentServers
        let later = silence(among: keys)
        replaceSilence(later, among: keys)
        var seen: Set<ServiceKey> = []
        let order = (document?.checked(keys) ?? []).map(\.key).filter { seen.insert($0).inserted }
        let fresh = order.flatMap { later[$0] ?? [] }.filter { !before.contains($0) }
        if let first = fresh.first {
            let subject = fresh.count == 1 ? first : "\(fresh.count) servers"
            return [
                EventDraft(
                    .failed,
                    "the checks of \(subject) have no result, and the last one may be out of date: "
                        + "`ballast explain \(first)` has the reason", fresh)
            ]
        }
        guard !before.isEmpty, silentServers.isEmpty else { return [] }
        return [EventDraft(.recovered, "all checks have results again", before.sorted())]
    }

    /// Returns the online servers that checks or agents report down, a line each.
    func serversDown() -> [String] {
        (document?.checked(nil) ?? []).flatMap { service in
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

    /// Whether both lead to the same weights.
    func means(_ old: [Endpoint: Verdict]?, _ new: [Endpoint: Verdict]?) -> Bool {
        guard let old, let new, old.count == new.count else { return false }
        return new.allSatisfy { old[$0.key]?.means($0.value) == true }
    }
}
