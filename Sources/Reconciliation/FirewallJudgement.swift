import Addresses
import Model
import Planning

/// The proofs of the document, walked through all rules of the host.
///
/// They are walked again only when the rules, the proofs or the host's address have changed.
public struct FirewallJudgement: Sendable {
    /// The contradictions between the document and the host, a sentence each.
    public private(set) var faults: [String] = []
    private var judged: Question?

    /// Creates a judgement of nothing.
    public init() {}

    /// The values that the judgement depends on.
    private struct Question: Hashable {
        var tables: [AddressFamily: [FirewallTables]] = [:]
        var proofs: [FirewallProof] = []
        var rules: [AddressFamily: FirewallRuleset] = [:]
        var leaving: Set<ServiceKey> = []
        var own: [AddressFamily: IPAddress] = [:]
    }

    /// Judges the rules of a host, which were read after the last load.
    public mutating func judge(_ observed: Observed, _ desired: Desired) {
        let wishes = desired.firewall
        let question = Question(
            tables: observed.firewallTables, proofs: wishes?.proofs ?? [],
            rules: wishes?.rules ?? [:], leaving: wishes?.leaving ?? [],
            own: observed.ownAddresses(besides: wishes?.proofs ?? []))
        guard question != judged else { return }
        judged = question
        faults = AddressFamily.allCases.compactMap {
            Self.fault(of: $0, observed, desired, own: question.own[$0])
        }
    }

    /// Returns the events of the changes since an earlier judgement.
    func events(since former: FirewallJudgement) -> [EventDraft] {
        let former = former.faults
        if faults.isEmpty, !former.isEmpty {
            return [
                EventDraft(.recovered, "the firewall rules of the host admit what they must again")
            ]
        }
        return faults.filter { !former.contains($0) }.map { EventDraft(.drift, $0) }
    }

    /// Returns the contradictions in a family, a sentence; nil: there are none, or the host does
    /// not have the wanted rules.
    private static func fault(
        of family: AddressFamily, _ observed: Observed, _ desired: Desired, own: IPAddress?
    ) -> String? {
        guard let wishes = desired.firewall, let tables = observed.firewallTables[family],
            let first = tables.first, first.ours == desired.wantedRules(of: family, at: observed)
        else { return nil }
        let faults = wishes.faults(through: tables, own: own)
        guard let first = faults.first else { return nil }
        let rest = faults.count > 1 ? "; and \(faults.count - 1) more" : ""
        return "firewall \(family.rawValue): \(first)\(rest)"
    }
}

extension Observed {
    /// Returns an address of the host that other hosts reach, by family; none at which services
    /// listen.
    fileprivate func ownAddresses(besides proofs: [FirewallProof]) -> [AddressFamily: IPAddress] {
        var own: [AddressFamily: IPAddress] = [:]
        guard !proofs.isEmpty else { return own }
        let taken = Set(proofs.lazy.map(\.packet.destination.address))
        for place in addresses.keys {
            let address = place.prefix.address
            guard !address.isLoopback, !address.isLinkLocal, !taken.contains(address) else {
                continue
            }
            own[address.family] = min(own[address.family] ?? address, address)
        }
        return own
    }
}
