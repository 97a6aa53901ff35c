import Model

/// The state of the host in a line: health, services, nodes, the document in force.
struct StateStrip: Sendable {
    private let status: Status
    private let summaries: [ServiceSummary]
    private let node: String
    private let now: Int64

    init(_ brief: BriefStatus, node: String, now: Int64) {
        status = brief.status
        summaries = brief.summaries
        self.node = node
        self.now = now
    }

    /// The line.
    var html: HTML {
        let mark = StateMark(isHealthy: status.health.healthy)
        return """
            <section class="strip" aria-label="State"\(state: "health", word(mark))>
            <p class="nodes">\(nodes)</p>
            <p class="health"><span class="sign">\(live: "health/sign", mark.sign)</span> \
            <b>\(live: "health/word", status.health.healthy ? "HEALTHY" : "DEGRADED")</b> \
            \(live: "health/serving", serving)</p>
            <p class="document">\(document)</p>
            </section>
            """
    }

    /// Whether the operator has taken all servers out of service.
    private var isAllOff: Bool {
        !summaries.isEmpty && summaries.allSatisfy { $0.state == .off && $0.servedBy == nil }
    }

    /// Clients are hurt as soon as one service is down.
    private func word(_ mark: StateMark) -> String {
        if isAllOff { return StateMark(ServiceSummary.State.degraded).word }
        return summaries.contains { $0.state == .down }
            ? StateMark(ServiceSummary.State.down).word : mark.word
    }

    private var serving: String {
        guard !summaries.isEmpty else { return "no services" }
        if isAllOff {
            return "\(counted(summaries.count, "service")), all without a server online"
        }
        let wanted = summaries.filter { $0.state != .leaving && $0.state != .off }
        let serving = wanted.count { $0.serving > 0 || $0.servedBy != nil }
        let off = summaries.count { $0.state == .off }
        let rest = off > 0 ? ", \(off) off" : ""
        return "\(serving) of \(counted(wanted.count, "service")) serve\(rest)"
    }

    /// This node and the others, each with its role.
    private var nodes: [HTML] {
        guard let failover = status.failover else {
            return ["<b>\(node)</b> \(live: "node", running)"]
        }
        let own = failover.node ?? node
        var all: [HTML] = [
            "<span class=\"node\"><b>\(own)</b> (\(live: "node", roles(failover)))</span> "
        ]
        var seen: Set<String> = [own]
        for group in failover.groups {
            for peer in group.peers where seen.insert(peer.node).inserted {
                all.append(other(peer.node, peer.isHeard ? words(of: peer) : "not heard"))
            }
            for absent in group.absent where seen.insert(absent.node).inserted {
                all.append(other(absent.node, absent.hasStopped ? "stopped" : "not heard"))
            }
        }
        return all
    }

    /// Returns another node with its role.
    private func other(_ name: String, _ role: String) -> HTML {
        "<span class=\"node\">\(name) (\(live: "node/\(name)", role))</span> "
    }

    private func words(of peer: FailoverStatus.Peer) -> String {
        if peer.isStandingBy { return "\(peer.role.rawValue), in standby" }
        return peer.role.rawValue + (peer.isUnready ? ", not ready" : "")
    }

    /// The roles of this node: one word where all groups have the same.
    private func roles(_ failover: FailoverStatus) -> String {
        guard let first = failover.groups.first else { return running }
        if failover.groups.allSatisfy({ $0.role == first.role }) {
            return "\(first.role.rawValue), \(PageTime.age(of: first.since, at: now))"
        }
        return failover.groups.map { "\($0.name): \($0.role.rawValue)" }.joined(separator: ", ")
    }

    private var running: String {
        "controller up \(PageTime.age(of: status.controller.started, at: now))"
    }

    private var document: HTML {
        let generation = status.document.number.map { "generation \($0)" } ?? "document"
        guard let accepted = status.document.accepted else {
            return "\(live: "document", "no document in force")"
        }
        return """
            \(live: "document", generation), accepted \
            \(age: "document/age", since: accepted, at: now) ago
            """
    }
}
