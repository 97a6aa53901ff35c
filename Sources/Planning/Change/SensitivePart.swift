import Model

/// A part of a document by which an edit can shut an administrator out.
public enum SensitivePart: String, Sendable, Hashable, CaseIterable {
    /// A lock-down begins, or has other administrators or ports.
    case lockdown = "the lock-down"
    /// Another rule of the firewall.
    case firewall = "the firewall"
    /// The addresses of the administration.
    case admin = "the administration"
    /// The nodes and their networks.
    case nodes = "the nodes"
    /// The virtual addresses.
    case virtualAddresses = "the virtual addresses"

    /// Returns the sensitive parts in which two documents differ.
    ///
    /// **Shape:** in the order of ``allCases``.
    public static func differing(from old: Spec, to new: Spec) -> [SensitivePart] {
        allCases.filter { $0.differs(from: old, to: new) }
    }

    private func differs(from old: Spec, to new: Spec) -> Bool {
        switch self {
        case .lockdown:
            guard let lockdown = new.firewall?.lockdown else { return false }
            let former = old.firewall?.lockdown
            return former?.admin != lockdown.admin || former?.ports != lockdown.ports
        case .firewall: return old.firewall != new.firewall
        case .admin:
            return old.haproxy.statistics != new.haproxy.statistics
                || old.haproxy.page != new.haproxy.page || old.admin != new.admin
        case .nodes: return Self.nodes(of: old) != Self.nodes(of: new)
        case .virtualAddresses: return old.virtualAddresses != new.virtualAddresses
        }
    }

    /// The nodes without their priorities, which affect only the place of the addresses.
    private static func nodes(of spec: Spec) -> [Node] {
        (spec.cluster?.nodes ?? []).map { node in
            var node = node
            node.priority = 100
            return node
        }
    }
}

extension Safety {
    /// Returns the time within which an edit must be confirmed; nil: it needs no confirmation.
    ///
    /// The document in force and the new one can each demand it, so that an edit does not lift its
    /// own protection. The new one decides the time.
    ///
    /// - Parameter access: the ways of administrators to this host, which are asked for only if
    ///   the edit concerns them.
    public static func confirmationTime(
        from old: Spec, to new: Spec, for access: @autoclosure () -> AdminAccess = []
    ) -> Duration? {
        var parts = SensitivePart.differing(from: old, to: new)
        if !parts.contains(.lockdown), !old.admits(access(), as: new) { parts.append(.lockdown) }
        guard !parts.isEmpty else { return nil }
        return new.safety.confirmation.time(of: parts) ?? old.safety.confirmation.time(of: parts)
    }

    /// Returns the time within which a first document must be confirmed; nil: it needs no
    /// confirmation.
    ///
    /// Without a confirmation it is in force without its firewall, so only that part counts.
    public static func confirmationTime(
        ofFirst spec: Spec, for access: @autoclosure () -> AdminAccess = []
    ) -> Duration? {
        guard spec.firewall != nil else { return nil }
        var open = spec
        open.firewall = nil
        guard spec.firewall?.lockdown != nil || !open.admits(access(), as: spec) else { return nil }
        return spec.safety.confirmation.time(of: [.lockdown])
    }
}

extension Safety.Confirmation {
    /// The time within which an edit of these parts must be confirmed; nil: it need not be.
    fileprivate func time(of parts: [SensitivePart]) -> Duration? {
        switch self {
        case .lockdown: parts.contains(.lockdown) ? Safety.usualTime : nil
        case .automatic: Safety.usualTime
        case .never: nil
        case .within(let time): time
        }
    }
}
