import Addresses
import Model
import Speaker
import VRRP

/// The nodes of the document in the state of a group.
extension GroupStatus {
    /// The least time without packets after which a node is absent: shorter ones are lost packets.
    private static let leastSilence = Duration.seconds(2)
    /// The least time after the begin of an election in which the other nodes may begin too.
    private static let leastGrace = Duration.seconds(5)

    /// The node that has the addresses, or the address of a program that is no node of the
    /// document; nil: unknown or none.
    func holder(in status: SpeakerStatus?, _ settings: SpeakerSettings?) -> String? {
        if role == .active { return status?.node }
        if let peer = peers.first(where: { $0.isHeard && $0.role == .active }) { return peer.node }
        return strangers.first(where: \.isActive).map { settings?.node(at: $0.source) ?? $0.source }
    }

    /// The nodes that are heard, by their reports or as another program.
    func heardNodes(of settings: SpeakerSettings) -> [String] {
        peers.filter(\.isHeard).map(\.node)
            + strangers.compactMap { settings.node(at: $0.source) }
    }

    /// The nodes that are not heard.
    ///
    /// A node whose advertisements were heard without reports runs another program, which is silent
    /// as backup. A node without an address in the document may be any such program.
    func absences(from settings: SpeakerSettings) -> [(node: String, reason: NodeAbsence)] {
        guard let group = settings.groups.first(where: { $0.name == name }) else { return [] }
        let silence = max(Self.leastSilence, group.interval * 4)
        let grace = max(Self.leastGrace, group.interval * 4)
        return settings.nodes.filter { $0 != settings.node }.compactMap { node in
            let program = strangers.filter { stranger in
                settings.addresses[node] == nil
                    ? settings.node(at: stranger.source) == nil
                    : settings.node(at: stranger.source) == node
            }.map(\.age).min()
            guard let peer = peers.first(where: { $0.node == node }) else {
                return program != nil || uptime < grace ? nil : (node, .never)
            }
            if let program, program < peer.age { return nil }
            if peer.role == .stopped { return (node, .stopped(peer.age)) }
            return peer.isHeard || peer.age < silence ? nil : (node, .silent(peer.age))
        }
    }
}

extension SpeakerSettings {
    /// The node with this address; nil: none.
    func node(at address: String) -> String? {
        addresses.first { $0.value.description == address }?.key
    }
}

extension Report.Role {
    /// The role in the operator's words: RFC 9568's active router is the master.
    var title: String { self == .active ? "master" : word }
}

extension PeerStatus {
    /// The reason for which the node can't take a group over, as far as it is known here.
    var obstacle: String {
        if !isMember { return "\(node) is not in cluster.nodes" }
        if !isHeard { return "\(node) is not heard" }
        if isStandingBy { return "\(node) is in standby: end that with `ballast resume` there" }
        let state = role == .backup ? "backup, not ready" : role.title
        return "\(node) is \(state): see `ballast status` there"
    }
}
