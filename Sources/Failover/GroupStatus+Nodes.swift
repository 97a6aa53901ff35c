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
        let active = peers.first { $0.isHeard && $0.role == .active && !$0.isForeign }
        if let active { return active.node }
        if let witnessed { return witnessed }
        return strangers.first { $0.isActive && !$0.isForeign }
            .map { settings?.node(at: $0.source) ?? $0.source }
    }

    /// The programs that count: those that advertise, or did in the last minute, and silent ones
    /// that may be nodes of the document.
    func programs(_ settings: SpeakerSettings?) -> [StrangerStatus] {
        strangers.filter { stranger in
            guard !stranger.isActive, stranger.age > Self.memory, let settings else { return true }
            return !stranger.isForeign
                && (settings.node(at: stranger.source) != nil || mayRunProgram(settings))
        }
    }

    /// The time for which a silent program is no node of the document and is shown all the same.
    private static let memory = Duration.seconds(60)

    /// The nodes that are heard, by their reports or as another program.
    func heardNodes(of settings: SpeakerSettings) -> [String] {
        peers.filter(\.isHeard).map(\.node)
            + strangers.filter { !$0.isForeign }.compactMap { settings.node(at: $0.source) }
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
            let program = strangers.filter {
                !$0.isForeign && isProgram($0, of: node, settings)
            }.map(\.age).min()
            guard let peer = peers.first(where: { $0.node == node }) else {
                return program != nil || uptime < grace ? nil : (node, .never)
            }
            if let program, program < peer.age { return nil }
            if peer.role == .stopped { return (node, .stopped(peer.age)) }
            return peer.isHeard || peer.age < silence ? nil : (node, .silent(peer.age))
        }
    }

    /// Whether a node of the document may run another program at an address that the document does
    /// not have: the document names no second node, or one without an address that is not heard.
    func mayRunProgram(_ settings: SpeakerSettings) -> Bool {
        let others = settings.nodes.filter { $0 != settings.node }
        return others.isEmpty
            || others.contains { node in
                settings.addresses[node] == nil
                    && !peers.contains { $0.node == node && $0.isHeard }
            }
    }

    /// Whether another program may be the one that runs on a node of the document.
    private func isProgram(
        _ stranger: StrangerStatus, of node: String, _ settings: SpeakerSettings
    ) -> Bool {
        settings.addresses[node] == nil
            ? settings.node(at: stranger.source) == nil
            : settings.node(at: stranger.source) == node
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
    /// The time for which nodes may have different documents: replication needs seconds, a timer of
    /// git a minute.
    private static let edit = Duration.seconds(90)

    /// Whether its document has had other virtual addresses for longer than an edit needs.
    var hasOtherAddresses: Bool { differing.map { $0 >= Self.edit } ?? false }

    /// Whether the node takes the role if it has to, although it is not ready.
    var canBeForced: Bool {
        isMember && isHeard && role == .backup && !isStandingBy && !isRevoked
    }

    /// The reason for which the node can't take a group over, as far as it is known here.
    var obstacle: String {
        if !isMember { return "\(node) is not in cluster.nodes" }
        if !isHeard { return "\(node) is not heard" }
        if isStandingBy { return "\(node) is in standby: end that with `ballast resume` there" }
        if isRevoked {
            return "\(node) was revoked: admit it again with `ballast peer join` there"
        }
        if lacksController {
            return "\(node) has no controller: start it there with `systemctl start ballast`"
        }
        let state = role == .backup ? "backup, not ready" : role.title
        return "\(node) is \(state): see `ballast status` there"
    }
}
