import Addresses
import Model
import VRRP

/// The virtual routers of the group on the links.
extension GroupRunner {
    /// The families that a link needs one of: the first one whose addresses are on its interface,
    /// or any of a group without addresses there.
    func families(on port: LinkPort) -> [AddressFamily] {
        let carried = settings.routers.first { router in
            router.addresses.contains { $0.interface == port.settings.name }
        }
        return carried.map { [$0.family] } ?? settings.routers.map(\.family)
    }

    /// Notes an advertisement of the router at a place of the group.
    func noteAdvertised(_ place: Int, _ now: ElectionMoment) { advertised[place] = now }

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
