import Addresses
import Model

extension Reconciler {
    /// Takes in what the checks say now, all of it.
    ///
    /// Only the services that it matters to are looked at. A verdict that became up or down is an
    /// event. Verdicts on servers that are not in the document are of no account.
    public func take(_ verdicts: Verdicts) {
        let old = self.verdicts ?? [:]
        guard self.verdicts == nil || verdicts != old else { return }
        self.verdicts = verdicts
        announceTransitions(from: old, to: verdicts)
        wake(.verdicts)
    }

    /// What the checks said last; nil: nobody checks.
    public var checkedVerdicts: Verdicts? { verdicts }

    private func announceTransitions(from old: Verdicts, to new: Verdicts) {
        var fallen: [String] = []
        var risen: [String] = []
        for service in spec?.services ?? [] {
            guard let verdicts = new[service.key] else { continue }
            for server in service.servers {
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

    private func sentence(_ lines: [String], _ state: String) -> String {
        lines.count == 1 ? lines[0] : "\(lines.count) servers are \(state)"
    }
}
