import Model

/// A node, or a failover group, in an operator's words.
struct ElectionText {
    private let layout: Layout

    init(_ layout: Layout) {
        self.layout = layout
    }

    /// A node with its part in each group.
    func lines(of node: NodeExplanation) -> [String] {
        [
            "\(node.name) is a node of the cluster",
            field("address", node.address.map { "\($0)" } ?? "none in the document"),
            field("priority", "\(node.priority)"),
        ]
            + node.elections.flatMap { election in
                layout.lines(
                    field("group", "\(election.group): \(words(of: election))"),
                    rest: fieldIndent)
            }
    }

    /// A group with the part of each node.
    func lines(of group: FailoverStatus.Group, nodes: [NodeExplanation]) -> [String] {
        var lines = ["\(group.name) is a failover group"]
        lines += layout.lines(
            field("master", group.master ?? "unknown"), rest: fieldIndent)
        for node in nodes {
            for election in node.elections where election.group == group.name {
                lines += layout.lines(
                    field("node", "\(node.name): \(words(of: election))"), rest: fieldIndent)
            }
        }
        for peer in group.unknown {
            let packet = peer.lastHeard.map { ", last packet \(layout.age($0)) ago" } ?? ""
            lines += layout.lines(
                field(
                    "node",
                    "\(peer.node): \(peer.role.rawValue), priority \(peer.priority), not in "
                        + "cluster.nodes\(packet)"),
                rest: fieldIndent)
        }
        for program in group.programs where program.node == nil {
            lines += layout.lines(
                field(
                    "program",
                    "\(program.address), no node of the document, last packet "
                        + "\(layout.age(program.lastHeard)) ago"),
                rest: fieldIndent)
        }
        if !group.missing.isEmpty {
            lines += layout.lines(
                field("missing", group.missing.joined(separator: ", ")), rest: fieldIndent)
        }
        return lines
    }

    /// The reasons for which a node is not ready; nil: it is.
    private func readiness(of election: NodeExplanation.Election) -> String? {
        guard let reasons = election.unready else { return nil }
        return "not ready: "
            + (reasons.isEmpty
                ? "see `ballast status` there" : reasons.joined(separator: "; "))
    }

    private func words(of election: NodeExplanation.Election) -> String {
        let packet = election.lastHeard.map { "last packet \(layout.age($0)) ago" }
        let state =
            election.isHeard
            ? election.role.map { role in
                role.rawValue + (election.since.map { " for \(layout.age($0))" } ?? "")
            }
            : election.lastHeard == nil ? "not heard since the election began" : "not heard"
        let parts = [
            election.isHere ? "this node" : nil, state ?? "silent",
            election.isHeard ? election.priority.map { "priority \($0)" } : nil,
            election.isStandingBy ? "in standby" : nil, readiness(of: election), packet,
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
