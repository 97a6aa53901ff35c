import Addresses
import Model

extension FirewallRule {
    /// Whether a packet meets the conditions; nil: it depends on conditions that only the kernel
    /// evaluates, or on an unknown interface.
    func matches(_ packet: FirewallPacket) -> Bool? {
        if isExcluded(packet) { return false }
        var isOpen = !isUnderstood
        if let set = sourceSet, let isMember = packet.memberships[set.name] {
            if isMember == set.isNegated { return false }
            isOpen = false
        }
        for condition in Condition.allCases {
            switch meets(condition, packet) {
            case .none: isOpen = true
            case .some(let meets) where meets == negated.contains(condition): return false
            case .some: break
            }
        }
        return isOpen ? nil : true
    }

    /// Whether the packet differs in one of the conditions by which most rules are excluded.
    private func isExcluded(_ packet: FirewallPacket) -> Bool {
        guard negated.isEmpty else { return false }
        if let transport, transport != packet.transport { return true }
        if let destination, !destination.contains(packet.destination.address) { return true }
        if let source, !source.contains(packet.source.address) { return true }
        guard let ports = destinationPorts.first, destinationPorts.count == 1 else { return false }
        return !packet.transport.hasPorts || !ports.contains(packet.destination.port)
    }

    /// Whether a packet meets a condition, negation aside; nil: unknown.
    ///
    /// A condition that the rule does not have is met, and never negated.
    private func meets(_ condition: Condition, _ packet: FirewallPacket) -> Bool? {
        switch condition {
        case .source: source?.contains(packet.source.address) ?? true
        case .destination: destination?.contains(packet.destination.address) ?? true
        case .inInterface: inInterface.map { Self.name($0, packet.inInterface) } ?? true
        case .outInterface: outInterface.map { Self.name($0, packet.outInterface) } ?? true
        case .transport: transport.map { $0 == packet.transport } ?? true
        case .sourcePorts: Self.ports(sourcePorts, packet.source.port, packet)
        case .destinationPorts: Self.ports(destinationPorts, packet.destination.port, packet)
        case .icmpType: icmpType.map { $0 == packet.icmpType } ?? true
        case .states: meetsStates(packet)
        case .mark: mark?.matches(packet.mark) ?? true
        }
    }

    /// Whether the connection has one of the states; nil: the translation of an earlier packet is
    /// unknown.
    private func meetsStates(_ packet: FirewallPacket) -> Bool? {
        if states.isEmpty || states.contains(packet.state)
            || !states.isDisjoint(with: packet.translations)
        {
            return true
        }
        let isKnown = packet.state == .new || packet.state == .untracked
        let translations: Set<ConnectionState> = [.sourceTranslated, .destinationTranslated]
        return isKnown || states.isDisjoint(with: translations) ? false : nil
    }

    private static func name(_ pattern: String, _ interface: String?) -> Bool? {
        guard let interface else { return pattern == "lo" ? false : nil }
        return pattern.hasSuffix("+")
            ? interface.hasPrefix(pattern.dropLast()) : pattern == interface
    }

    private static func ports(
        _ ranges: [ClosedRange<UInt16>], _ port: UInt16, _ packet: FirewallPacket
    ) -> Bool {
        ranges.isEmpty || packet.transport.hasPorts && ranges.contains { $0.contains(port) }
    }
}
