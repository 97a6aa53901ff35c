import Addresses
import Kernel
import Model
import VRRP

/// The host's network as the elections use it: links, interfaces and addresses.
final class Network {
    let watch: LinkWatch
    let keeper: AddressKeeper
    private(set) var ports: [LinkPort] = []
    /// The interfaces, by name.
    private(set) var interfaces: [String: LinkState]
    /// The events of the process.
    var log = EventLog()
    let clock: BootClock
    /// The names of the nodes of the settings.
    var nodeNames: [NodeID: String] = [:]
    private var signer = PacketSigner()
    private var replays = ReplayGuard()

    init(clock: BootClock) throws {
        self.clock = clock
        keeper = try AddressKeeper()
        watch = try LinkWatch(keeper)
        interfaces = watch.states
    }

    /// Opens the links of new settings; those that do not differ stay open.
    func replaceLinks(_ links: [LinkSettings]) {
        ports = links.enumerated().map { id, link in
            ports.first { $0.id == id && $0.settings == link }
                ?? LinkPort(id: id, settings: link, clock: clock)
        }
    }

    /// Opens and closes sockets as the interfaces have changed.
    ///
    /// - Parameter addresses: the virtual addresses of all groups.
    func refresh(_ addresses: [InterfaceAddress]) {
        let families = Set(addresses.map(\.prefix.address.family))
        let virtual = Set(addresses.map(\.prefix.address))
        for port in ports {
            let fault = port.status.fault
            let carried = addresses.filter { $0.interface == port.settings.name }
            port.refresh(
                interfaces[port.settings.name], families: families,
                carried: Set(carried.map(\.prefix.address.family)), virtual: virtual)
            guard fault != port.status.fault else { continue }
            if let fault = port.status.fault {
                report(SpeakerEvent(.linkDown, port.settings.name, value: fault))
            } else if fault != LinkStatus.unopened {
                report(SpeakerEvent(.linkUp, port.settings.name))
            }
        }
    }

    /// Reports the begin and the end of refusals.
    func reportRefusals() {
        for port in ports {
            for change in port.takeRefusals() {
                report(
                    SpeakerEvent(
                        change.isBegin ? .refused : .refusalEnded, port.settings.name,
                        value: change.sentence))
            }
        }
    }

    /// Reads the changes of the kernel; returns the addresses that were added and removed, and
    /// whether interfaces have changed.
    func takeChanges()
        -> (added: [InterfaceAddress], removed: [InterfaceAddress], hasNewLinks: Bool)
    {
        var added: [InterfaceAddress] = []
        var removed: [InterfaceAddress] = []
        var hasNewLinks = false
        for change in watch.changes() {
            switch change {
            case .links: hasNewLinks = true
            case .added(let address): added.append(address)
            case .removed(let address): removed.append(address)
            }
        }
        if hasNewLinks {
            let old = interfaces
            interfaces = watch.states
            for name in old.keys where old[name] != interfaces[name] { keeper.forget(name) }
        }
        return (added, removed, hasNewLinks)
    }

    /// The link of a number; nil after the settings have changed.
    func port(_ id: LinkID) -> LinkPort? {
        ports.indices.contains(id) ? ports[id] : nil
    }

    /// Adds an event to the log.
    func report(_ event: SpeakerEvent) {
        log.append(event, time: Int64((clock.date / .milliseconds(1)).rounded(.down)))
    }

    /// Returns a message with the trailer that a group wants.
    func signed(_ datagram: Datagram, for group: GroupSettings) -> Datagram {
        guard let authentication = group.authentication else { return datagram }
        return signer.sign(datagram, by: authentication, at: clock.date)
    }

    /// Checks the trailer of a message, if the group has keys and the message has a trailer.
    ///
    /// - Parameter rules: those by which the message was accepted.
    func verify(
        _ datagram: Datagram, from port: LinkPort, for group: GroupSettings, _ rules: ReceptionRules
    ) throws(Refusal) {
        guard let authentication = group.authentication, rules.hasTrailer(datagram) else { return }
        try replays.verify(datagram, on: port.id, by: authentication, at: clock.date)
    }
}
