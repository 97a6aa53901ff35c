import Addresses

/// A change to Ballast's rules of one family.
public enum FirewallStep: Sendable, Hashable {
    /// Load rules that must be in place before new objects.
    case load(FirewallRuleset, from: FirewallRuleset?)
    /// Load rules without those of objects that have been removed.
    case narrow(FirewallRuleset, from: FirewallRuleset)
    /// Remove all rules.
    case remove(FirewallRuleset)

    /// The rules after the step; nil: none.
    public var rules: FirewallRuleset? {
        switch self {
        case .load(let rules, _), .narrow(let rules, _): rules
        case .remove: nil
        }
    }

    /// The rules before the step; nil: none.
    public var former: FirewallRuleset? {
        switch self {
        case .load(_, let former): former
        case .narrow(_, let former), .remove(let former): former
        }
    }

    /// The address family.
    public var family: AddressFamily {
        switch self {
        case .load(let rules, _), .narrow(let rules, _), .remove(let rules): rules.family
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
        case .load(_, from: nil): .add
        case .load, .narrow: .change
        case .remove: .remove
        }
    }

    /// A lock-down that begins or changes may shut the administrator out.
    public var risk: Risk {
        let wanted = rules?.chains[.input] ?? []
        guard !wanted.isEmpty, wanted != former?.chains[.input] ?? [] else { return .hitless }
        if case .narrow = self { return .hitless }
        return .cutsSession
    }

    /// Rules are loaded before the services that they admit, and removed after them.
    public var phase: StepPhase {
        switch self {
        case .load: .preparation
        case .narrow, .remove: .clearance
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
        }
    }

    /// The greatest number of differences in a sentence.
    private static let changeLimit = 3

    private static func counted(_ count: Int) -> String {
        count == 1 ? "1 rule" : "\(count) rules"
    }
}
