import Addresses

/// A change to Ballast's rules of one family.
public enum FirewallStep: Sendable, Hashable {
    /// Load rules that must be in place before new objects.
    case load(FirewallRuleset, from: FirewallRuleset?)
    /// Load rules without those of objects that have been removed.
    case narrow(FirewallRuleset, from: FirewallRuleset)
    /// Remove all rules.
    case remove(FirewallRuleset)
    /// Remove rules that are left in another variant of iptables.
    case clear(FirewallRuleset, FirewallBackend)
    /// Fill a set from its file; nil: the kernel has no such set yet.
    case fill(FirewallSet, FirewallSetContent, from: Int?)
    /// Remove a set with this number of networks.
    case empty(String, AddressFamily, Int)

    /// The rules after the step; nil: none.
    public var rules: FirewallRuleset? {
        switch self {
        case .load(let rules, _), .narrow(let rules, _): rules
        case .remove, .clear, .fill, .empty: nil
        }
    }

    /// The rules before the step; nil: none.
    public var former: FirewallRuleset? {
        switch self {
        case .load(_, let former): former
        case .narrow(_, let former), .remove(let former), .clear(let former, _): former
        case .fill, .empty: nil
        }
    }

    /// The address family.
    public var family: AddressFamily {
        switch self {
        case .load(let rules, _), .narrow(let rules, _), .remove(let rules), .clear(let rules, _):
            rules.family
        case .fill(let set, _, _): set.family
        case .empty(_, let family, _): family
        }
    }

    /// The input for `iptables-restore --noflush`.
    public var restoration: String {
        (rules ?? FirewallRuleset(family)).restoration(from: former)
    }
}

extension FirewallStep: DomainStep {
    /// The rules of the family.
    public var subject: StepSubject { .firewall(family) }

    /// The effect of the step on the rules.
    public var action: StepAction {
        switch self {
        case .load(_, from: nil), .fill(_, _, from: nil): .add
        case .load, .narrow, .fill: .change
        case .remove, .clear, .empty: .remove
        }
    }

    /// A lock-down that begins or changes may shut the administrator out, as may a line of the
    /// document's own in any chain.
    public var risk: Risk {
        if case .narrow = self { return .hitless }
        let changed = (rules?.chains ?? [:]).filter { chain, rules in
            rules != former?.chains[chain] ?? []
                && (chain == .input || rules.contains { $0.isWritten })
        }
        return changed.isEmpty ? .hitless : .cutsSession
    }

    /// Rules are loaded before the services that they admit, and removed after them.
    public var phase: StepPhase {
        switch self {
        case .load, .fill: .preparation
        case .narrow, .remove, .clear, .empty: .clearance
        }
    }

    /// Rules depend on no other object.
    public var requires: [StepSubject] { [] }

    /// The number of rules before the step.
    public var before: [String: StepValue]? { former.map { ["rules": .number($0.count)] } }

    /// The number of rules after the step.
    public var after: [String: StepValue]? { rules.map { ["rules": .number($0.count)] } }

    /// The rules, and the differences if they are few.
    public var sentence: String {
        switch self {
        case .clear(let rules, let backend):
            return "\(subject) in \(backend.program), \(Self.counted(rules.count))"
        case .fill(let set, let content, let former):
            let count = Model.counted(content.count, "network")
            return "\(subject), set \(set.name): \(former.map { "\($0) -> " } ?? "")\(count)"
        case .empty(let name, _, let count):
            return "\(subject), set \(name): \(Model.counted(count, "network"))"
        case .load, .narrow, .remove: break
        }
        guard let rules else { return "\(subject)" }
        guard let former else { return "\(subject), \(Self.counted(rules.count))" }
        let changes = rules.changes(from: former)
        if changes.isEmpty { return "\(subject), the order of its rules" }
        let list = changes.prefix(Self.changeLimit).joined(separator: "; ")
        let rest = changes.count - Self.changeLimit
        return "\(subject): \(list)" + (rest > 0 ? "; and \(rest) more" : "")
    }

    /// The operation of the step.
    public var operation: String {
        switch self {
        case .load, .narrow: "load the rules of the \(subject)"
        case .remove: "remove the rules of the \(subject)"
        case .clear(_, let backend):
            "remove the rules of the \(subject) from \(backend.program)"
        case .fill(let set, _, _): "fill the set \(set.name) of the \(subject)"
        case .empty(let name, _, _): "remove the set \(name) of the \(subject)"
        }
    }

    /// The greatest number of differences in a sentence.
    private static let changeLimit = 3

    private static func counted(_ count: Int) -> String {
        count == 1 ? "1 rule" : "\(count) rules"
    }
}
