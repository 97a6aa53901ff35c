import Model

/// The variant of iptables in which this process keeps its rules.
struct FirewallChoice {
    /// The part of the kernel.
    let backend: FirewallBackend
    /// The names of its programs.
    let variant: FirewallVariant
    /// The reason for another variant than the host's own; nil: it is the host's own.
    let reason: String?
    /// Whether the other variant may have rules.
    let readsOther: Bool

    /// Uses a given variant, without a question.
    init(given variant: FirewallVariant) {
        backend = FirewallBackend(variant) ?? .nft
        self.variant = variant
        reason = nil
        readsOther = true
    }

    /// Uses the host's own variant, unless its kernel holds no rules of it and holds those of the
    /// other one.
    ///
    /// - Parameter programs: the programs that are asked.
    init(asking programs: inout FirewallPrograms) {
        let own = programs.usualBackend()
        let other = own.other
        // The other one is not asked without need: the question makes the older tables.
        if let refusal = programs.obstacle(to: own, .usual), programs.has(other.variant),
            programs.obstacle(to: other, other.variant) == nil
        {
            backend = other
            variant = other.variant
            reason =
                "the iptables of this host is \(own.program), whose rules the kernel does not"
                + " hold: \(refusal)"
            readsOther = false
        } else {
            backend = own
            variant = .usual
            reason = nil
            readsOther = true
        }
    }
}

extension FirewallBackend {
    /// The backend of a variant by name; nil: the usual one.
    init?(_ variant: FirewallVariant) {
        switch variant {
        case .usual: return nil
        case .nft: self = .nft
        case .legacy: self = .legacy
        }
    }

    /// The variant by name.
    var variant: FirewallVariant { self == .nft ? .nft : .legacy }
}
