import Addresses
import Model
import VRRP

/// The virtual routers of the group on the links.
extension GroupRunner {
    /// The families that a link needs one of: the first one whose addresses are on its interface,
    /// or any of a group without addresses there.
    func families(on port: LinkPort) -> [AddressFamily] {
        let routers = settings.routers.filter { port.carries($0.family) }
        let carried = routers.first { router in
            router.addresses.contains { $0.interface == port.settings.name }
        }
        return carried.map { [$0.family] } ?? routers.map(\.family)
    }

    /// Notes an advertisement of the router at a place of the group.
    func noteAdvertised(_ place: Int, _ list: Set<IPAddress>, _ now: ElectionMoment) {
        advertised[place] = now
        lists[place] = list
    }

    /// The addresses that are in the document of the active node or in that of this node alone, a
    /// sentence each, at most 8; empty unless this node is a backup of another document.
    ///
    /// An advertisement that has no room for all addresses shows nothing of those that it lacks.
    func disputed(_ now: ElectionMoment) -> [String] {
        let other = election.peers.values.first {
            $0.report.role == .active && $0.differsSince != nil && $0.isHeard(at: now)
        }
        guard role == .backup, let other else { return [] }
        let name = name(of: other.report.node)
        let own = network.nodeNames[election.settings.node] ?? "this node"
        return settings.routers.enumerated().flatMap { place, router -> [String] in
            guard let list = lists[place] else { return [] }
            let here = Set(router.addresses.map(\.prefix.address))
            let lacked = here.count <= Self.certain ? here.subtracting(list) : []
            return list.subtracting(here).sorted().map { "\($0) is in that of \(name) alone" }
                + lacked.sorted().map { "\($0) is in that of \(own) alone" }
        }
        .prefix(8).map(\.self)
    }

    /// Number of addresses for which each advertisement has room, at any MTU of IPv6.
    private static let certain = 60

    /// Reports the begin and the end of other virtual routers with a number of this group.
    func reportNamesakes(_ now: ElectionMoment) {
        let current = Set(
            strangers(now).filter { $0.isForeign && $0.isActive }.map {
                "\($0.source) advertises other addresses with the number \($0.routerID)"
            })
        for text in current.subtracting(namesakes).sorted() {
            network.report(SpeakerEvent(.numberShared, settings.name, value: text))
        }
        for text in namesakes.subtracting(current).sorted() {
            network.report(SpeakerEvent(.numberSharedEnded, settings.name, value: text))
        }
        namesakes = current
    }
}
