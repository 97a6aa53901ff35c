import Model

/// The lines above the table: health, services, nodes and the document, then the problems.
struct TopHead: Sendable {
    private let status: Status
    private let summaries: [ServiceSummary]
    private let now: Int64

    init(_ brief: BriefStatus, now: Int64) {
        status = brief.status
        summaries = brief.summaries
        self.now = now
    }

    /// The state of the host in a line.
    var title: StyledLine {
        var line = StyledLine("Ballast ", .strong)
        let isHurt = summaries.contains { $0.state == .down }
        line.add(
            status.health.healthy ? "HEALTHY" : "DEGRADED",
            isHurt ? .bad : status.health.healthy ? .strong : .odd)
        let others = [serving] + nodes + [document]
        line.add("  " + others.joined(separator: "  "))
        return line
    }

    private var serving: String {
        guard !summaries.isEmpty else { return "no services" }
        let wanted = summaries.filter { $0.state != .leaving && $0.state != .off }
        let count = wanted.count { $0.serving > 0 || $0.servedBy != nil }
        let off = summaries.count { $0.state == .off }
        return "\(count) of \(wanted.count) serve" + (off > 0 ? ", \(off) off" : "")
    }

    /// This node and the others with their roles; without failover, the age of the controller.
    private var nodes: [String] {
        guard let failover = status.failover else {
            return ["up \(age(status.controller.started))"]
        }
        let own = failover.node ?? "this node"
        var all = ["\(own) (\(roles(failover)))"]
        var seen: Set<String> = [own]
        for group in failover.groups {
            for peer in group.peers where seen.insert(peer.node).inserted {
                let standby = peer.isStandingBy ? ", standby" : peer.isUnready ? ", not ready" : ""
                let words = peer.isHeard ? peer.role.rawValue + standby : "not heard"
                all.append("\(peer.node) (\(words))")
            }
            for absent in group.absent where seen.insert(absent.node).inserted {
                all.append("\(absent.node) (\(absent.hasStopped ? "stopped" : "not heard"))")
            }
        }
        return all
    }

    private func roles(_ failover: FailoverStatus) -> String {
        guard let first = failover.groups.first else { return "no election" }
        if failover.groups.allSatisfy({ $0.role == first.role }) {
            return "\(first.role.rawValue), \(age(first.since))"
        }
        return failover.groups.map { "\($0.name): \($0.role.rawValue)" }.joined(separator: ", ")
    }

    private var document: String {
        let name = status.document.number.map { "gen \($0)" } ?? "document"
        guard let accepted = status.document.accepted else { return "no document in force" }
        return "\(name), \(age(accepted)) ago"
    }

    /// The reasons for degraded health, and edits that need the operator.
    var problems: [String] {
        let document = status.document
        var all: [String] = []
        if let deadline = document.deadline {
            let rest = Duration.milliseconds(max(0, deadline - now)).words
            all.append("the edit in force is undone in \(rest) without \"ballast confirm\"")
        }
        if let pending = document.pending { all.append(pending.words) }
        all += document.rejected.prefix(1).map { finding in
            let place = finding.location.map { "line \($0.line): " } ?? ""
            return "the file is not in force: \(place)\(finding.message)"
        }
        return all + status.health.reasons
    }

    /// The latest events, newest first.
    func events(_ count: Int) -> [StyledLine] {
        status.events.suffix(count).reversed().map { event in
            StyledLine(" \(clock(event.time)) \(event.kind.rawValue): \(event.line)", .faint)
        }
    }

    private func clock(_ milliseconds: Int64) -> String {
        let time = CivilTime(milliseconds: milliseconds)
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return "\(two(time.hour)):\(two(time.minute)):\(two(time.second))"
    }

    private func age(_ moment: Int64) -> String { Duration.milliseconds(now - moment).words }
}
