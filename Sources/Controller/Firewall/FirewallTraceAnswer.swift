import Addresses
import Model
import Planning

/// The answer of `ballast firewall trace`.
package struct FirewallTraceAnswer: Encodable, Sendable {
    /// The number of the form that this program writes.
    package static let form = 1

    /// The number of the form.
    package let version = form
    /// The packet: "tcp 198.51.100.7:40000 -> 10.0.0.100:80".
    package let packet: String
    /// The rules: document or live.
    package let rules: String
    /// The decision.
    package let verdict: String
    /// The decision as a value.
    package let decision: FirewallVerdict
    /// Whether the packet is for another host.
    package let isForwarded: Bool
    /// The rule that decides; nil: the policy of a chain does.
    package let rule: String?
    /// Limits and blocklists that drop or reject it, depending on its source; nil: none.
    package let limits: [String]?
    /// Rules that are not evaluated and leave the packet undecided, a sentence each; nil: none.
    package let doubts: [String]?
    /// The packet at the end, if rules changed it; nil: they did not.
    package let changed: String?
    /// The decision if another host has the destination, where the document does not know it; nil:
    /// the same, or it is known.
    package var elsewhere: String?
    /// The chains of the kernel that it passes, in order.
    package let chains: [Chain]

    private enum CodingKeys: CodingKey {
        case version, packet, rules, verdict, isForwarded, rule, limits, doubts, changed
        case elsewhere, chains
    }

    /// The way through a chain of the kernel.
    package struct Chain: Encodable, Sendable {
        /// The chain: "filter INPUT".
        package let chain: String
        /// The decision.
        package let verdict: String
        /// The rules that it matches, in order.
        package let rules: [String]
    }

    /// Creates the answer about a packet.
    ///
    /// - Parameter survey: the rules of this host; nil: those of the document.
    package init(
        _ packet: FirewallPacket, _ passage: FirewallPassage, on survey: FirewallSurvey? = nil
    ) {
        self.packet = "\(packet)"
        rules = survey == nil ? "document" : "live"
        let doubt = FirewallDoubt(about: passage, on: survey)
        decision = doubt.verdict
        verdict = decision.rawValue
        doubts = doubt.sentences.isEmpty ? nil : doubt.sentences
        isForwarded = passage.isForwarded
        let own = survey?.tables.first?.backend
        func name(_ walk: FirewallWalk?) -> String {
            guard let backend = walk?.backend, let own, backend != own else { return "" }
            return " of \(backend.program)"
        }
        rule = passage.deciding.map { "\($0)" + name(passage.decidingWalk) }
        limits = passage.limits.isEmpty ? nil : passage.limits.map { "\($0)" }
        var final = passage.packet
        let mark = final.mark
        final.mark = packet.mark
        let text = "\(final)" + (mark == packet.mark ? "" : ", mark \(mark)")
        changed = text == self.packet ? nil : text
        chains = passage.walks.map { walk in
            Chain(
                chain: "\(walk.chain)" + name(walk), verdict: walk.verdict.rawValue,
                rules: walk.matches.map { "\($0)" + ($0.isOpen ? " (may match)" : "") })
        }
    }

    /// Follows a packet through the rules of a document.
    ///
    /// The document does not have all addresses of a host, only those that it translates.
    package init(_ packet: FirewallPacket, in spec: Spec) {
        var packet = packet
        let (source, destination) = (packet.source.address, packet.destination.address)
        let tables = FirewallTables(spec.firewallRules(destination.family))
        var translated: Set<IPAddress> = []
        for translation in spec.firewall?.oneToOne ?? [] { translated.insert(translation.internal) }
        for forward in spec.firewall?.forwards ?? [] { translated.insert(forward.to.address) }
        packet.memberships = spec.firewall?.memberships(of: source) ?? [:]
        self.init(packet, FirewallPassage(packet, through: tables) { !translated.contains($0) })
        if !isForwarded, !spec.mayListen(at: destination) {
            let other = FirewallPassage(packet, through: tables) { _ in false }.verdict
            elsewhere = other == decision ? nil : other.rawValue
        }
    }

    /// The text for an operator.
    package var text: String {
        let way = isForwarded ? ", forwarded" : ""
        let source = rules == "live" ? "live rules" : rules
        var lines = ["\(packet): \(verdict)\(way), by the \(source)"]
        lines.append("  " + (rule.map { "by \($0)" } ?? "no rule decides: the policy of the chain"))
        lines += (doubts ?? []).map { "  undecided: \($0)" }
        lines += (limits ?? []).map { "  unless it exceeds a limit or is in a list: \($0)" }
        if let elsewhere {
            lines.append("  if another host has the destination: \(elsewhere), forwarded")
        }
        if let changed { lines.append("  changed to \(changed)") }
        for chain in chains {
            lines.append("\(chain.chain): \(chain.verdict)")
            lines += chain.rules.map { "  \($0)" }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The form of the answer.
    package static let shape = RecordShape(
        "trace", "The output of ballast firewall trace --json.",
        [
            .version(form),
            .required("packet", .text, "The packet: tcp 198.51.100.7:40000 -> 10.0.0.100:80."),
            .required(
                "rules", .word(["document", "live"]), "Whose rules: the document's or the host's."),
            .required(
                "verdict", .word(["accepted", "dropped", "rejected", "undecided"]),
                "The decision; undecided: only the kernel can evaluate a condition."),
            .required("isForwarded", .flag, "Whether the packet is for another host."),
            .optional(
                "rule", .text, "The rule that decides; absent: the policy of a chain decides."),
            .optional(
                "limits", .list(.text),
                "Limits and blocklists, which drop or reject it depending on its source; absent: "
                    + "none."),
            .optional(
                "doubts", .list(.text),
                "Rules that are not evaluated and leave the packet undecided; absent: none."),
            .optional("changed", .text, "The packet at the end; absent: no rule changes it."),
            .optional(
                "elsewhere", .word(["accepted", "dropped", "rejected", "undecided"]),
                "The decision if another host has the destination, an address that is not in the "
                    + "document; absent: the same, or it is this host's."),
            .required(
                "chains",
                .list(
                    .record(
                        RecordShape(
                            "traceChain", "The way of the packet through a chain of the kernel.",
                            [
                                .required("chain", .text, "The chain: filter INPUT."),
                                .required(
                                    "verdict",
                                    .word(["accepted", "dropped", "rejected", "undecided"]),
                                    "The decision of the chain."),
                                .required(
                                    "rules", .list(.text), "The rules that match, in order."),
                            ]))),
                "The chains that it passes, in order."),
        ])
}
