import Addresses
import Model
import VRRP

/// The settings of the election machine.
extension GroupRunner {
    /// Time for which a node that follows no active router listens at least: keepalived, other
    /// programs and earlier versions of Ballast send once a second unless told otherwise.
    private static let listening = Duration.milliseconds(1200)

    /// The settings of a group on a node, over the links that the network has now.
    static func election(
        _ group: GroupSettings, of node: SpeakerSettings, session: UInt32, _ network: Network
    ) -> ElectionSettings {
        let interfaces = Set(group.addresses.map(\.interface))
        let links = network.ports.map { port in
            ElectionLink(
                id: port.id, carriesAddresses: interfaces.contains(port.settings.name),
                sources: port.status.sources)
        }
        var settings = ElectionSettings(
            routerID: group.routers.first?.routerID ?? 1, node: NodeID(name: node.node),
            session: session, address: node.address, links: links)
        settings.members =
            node.nodes.isEmpty ? nil : Set((node.nodes + [node.node]).map(NodeID.init(name:)))
        settings.programs = Set(node.addresses.values.map(\.description))
        settings.version = group.version
        settings.priority = group.priority
        settings.interval = group.interval
        settings.listening = Self.listening
        settings.preempts = group.preempts
        settings.preemptDelay = group.preemptDelay
        settings.controllerGrace = node.controllerGrace
        settings.releasesWhenIsolated = group.releasesWhenIsolated
        settings.announcementPeriod = group.announcementPeriod
        settings.addressDigest = digest(of: group)
        return settings
    }

    /// A number of the virtual addresses, in any order and on any interfaces; never 0.
    ///
    /// Source: FNV-1a with 32 bits.
    static func digest(of group: GroupSettings) -> UInt32 {
        let texts = group.routers.flatMap { router in
            router.addresses.map { "\(router.routerID) \($0.prefix)" }
        }
        let hash = texts.sorted().joined(separator: ",").utf8.reduce(0x811c_9dc5 as UInt32) {
            ($0 ^ UInt32($1)) &* 0x0100_0193
        }
        return max(1, hash)
    }
}
