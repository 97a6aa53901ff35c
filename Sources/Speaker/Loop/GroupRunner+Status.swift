import Addresses
import Model
import VRRP

/// The state of a group.
extension GroupRunner {
    /// A takeover that is due only after this time, because of `preemptDelay`, is not waited for.
    private static let patience = Duration.seconds(5)

    /// The state at a moment.
    func status(_ now: ElectionMoment) -> GroupStatus {
        var status = GroupStatus(name: settings.name, role: role)
        status.age = now - roleSince
        status.uptime = now - begin
        status.isSettled = election.isSettled(
            at: now, within: max(Self.patience, settings.interval * 5))
        status.priority = election.priority
        status.isStandingBy = isStandingBy
        status.takeovers = takeovers
        status.held = addresses.held.count
        status.missing = role == .active ? addresses.missing.map(\.prefix.description) : []
        status.foreign = addresses.foreign.sorted().map(\.prefix.description)
        status.peers = election.peers.values.sorted { $0.report.node < $1.report.node }.map {
            peer in
            let heard = peer.heard.compactMap { link, moment in
                network.port(link).map { ($0.settings.name, now - moment) }
            }
            return PeerStatus(
                peer, name: name(of: peer.report.node),
                isMember: election.isMember(peer.report.node),
                silence: Dictionary(heard) { first, _ in first }, now)
        }
        status.strangers = strangers(now)
        return status
    }

    /// The name of a node; for one that the settings do not name its address, or its number if it
    /// is heard on serial lines alone.
    func name(of node: NodeID) -> String {
        if let name = network.nodeNames[node] { return name }
        let address = election.peers[node]?.source?.description
        return "unknown node \(address ?? "\(node.rawValue)")"
    }

    /// The other programs, each once, although it may be heard over several links.
    private func strangers(_ now: ElectionMoment) -> [StrangerStatus] {
        let rivals = election.rivals
        var found: [String: StrangerStatus] = [:]
        for (rival, stranger) in election.strangers {
            guard case .stranger(_, let source) = rival else { continue }
            let isRival = rivals.contains(rival) || found[source]?.isRival == true
            if let known = found[source], known.age <= now - stranger.heard {
                found[source]?.isRival = isRival
            } else {
                found[source] = StrangerStatus(stranger, source: source, isRival: isRival, now)
            }
        }
        return found.values.sorted { $0.source < $1.source }
    }
}
