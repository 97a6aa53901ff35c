import Addresses
import Model
import Planning

/// The rules of a host that the evaluator can't follow, and the decision beside them.
struct FirewallDoubt {
    /// The decision.
    let verdict: FirewallVerdict
    /// The reasons for an undecided packet, a sentence each.
    let sentences: [String]

    /// Judges the way of a packet.
    ///
    /// A packet that iptables drops is dropped, whatever other chains do, unless one of them
    /// translates its addresses.
    ///
    /// - Parameter survey: the rules of the host; nil: there are no others.
    init(about passage: FirewallPassage, on survey: FirewallSurvey?) {
        let family = passage.packet.source.address.family
        let chains = (survey?.chains ?? []).filter { chain in
            chain.sees(family, isForwarded: chain.translates ? nil : passage.isForwarded)
        }
        let gaps = survey?.gaps ?? []
        let isTranslated = chains.contains(where: \.translates)
        let isOpen =
            switch passage.verdict {
            case .dropped, .rejected: isTranslated
            case .accepted, .undecided: !chains.isEmpty || !gaps.isEmpty
            }
        verdict = isOpen ? .undecided : passage.verdict
        let cuts = passage.walks.filter(\.isCutOff).map {
            "the chains that \($0.chain) enters lead the packet through too many rules"
        }
        guard isOpen else {
            sentences = verdict == .undecided ? cuts : []
            return
        }
        let iptables = "iptables alone: \(passage.verdict.rawValue)"
        sentences =
            [iptables] + cuts
            + chains.map {
                "the chain \($0) of nf_tables has the packet at its hook \($0.hook), and is not"
                    + " evaluated: nft list chain \($0)"
            } + gaps.map { "not read: \($0)" }
    }
}
