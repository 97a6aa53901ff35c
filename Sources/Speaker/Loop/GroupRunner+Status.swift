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
            var status = PeerStatus(
                peer, name: name(of: peer.report.node),
                isMember: election.isMember(peer.report.node),
                silence: Dictionary(heard) { first, _ in first }, now)
            status.unheard = peer.unheard.filter { now - $0.value >= deafness }.keys.sorted()
                .map(name(of:))
            status.silentLinks = silentLinks(peer, now)
            status.twin = election.twin(of: peer, at: now)
            return status
        }
        status.strangers = strangers(now)
        status.witnessed = election.witnessedActive(now).map(name(of:))
        let twins = election.twins(at: now).map { $0.source?.description ?? "a serial line" }
        status.twins = Set(twins).sorted()
        status.unadvertised = unadvertised(now)
        status.disputed = disputed(now)
        return status
    }

    /// The time for which a node is missing in a report before it counts as not heard there.
    private var deafness: Duration { max(.seconds(1), settings.interval * 4) }

    /// The links over which nothing is heard of a node that is heard over another one.
    private func silentLinks(_ peer: Peer, _ now: ElectionMoment) -> [String] {
        guard let back = peer.backSince, peer.isHeard(at: now), peer.report.role != .stopped,
            election.isMember(peer.report.node)
        else { return [] }
        let patience = max(.seconds(5), settings.interval * 4)
        return network.ports.filter { port in
            let since = max(back, peer.heard[port.id] ?? back, linksUpSince[port.id] ?? back)
            return port.isUp(families(on: port)) && now - since > patience
        }
        .map(\.settings.name)
    }

    /// The virtual routers of the group that no router advertises while another program advertises
    /// the others: a program without a sync group has lost a part of them.
    private func unadvertised(_ now: ElectionMoment) -> [String] {
        let others = election.strangers.values.filter { !$0.isForeign && $0.isActive(at: now) }
        let patience = max(.seconds(5), (others.map(\.interval).max() ?? .zero) * 4)
        guard role == .backup, settings.routers.count > 1, !others.isEmpty, now - begin > patience
        else { return [] }
        return settings.routers.enumerated().filter { place, router in
            // A router without a link of its family is never advertised.
            network.ports.contains { $0.serial == nil && $0.carries(router.family) }
                && advertised[place].map { now - $0 > patience } ?? true
        }
        .map { "\($0.element.routerID) (\($0.element.family == .ipv4 ? "IPv4" : "IPv6"))" }
    }

    /// The name of a node; for one that the settings do not name its address, or its number if it
    /// is heard on serial lines alone.
    func name(of node: NodeID) -> String {
        if let name = network.nodeNames[node] { return name }
        let address = election.peers[node]?.source?.description
        return "unknown node \(address ?? "\(node.rawValue)")"
    }

    /// The other programs, each once, although it may be heard over several links.
    func strangers(_ now: ElectionMoment) -> [StrangerStatus] {
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
