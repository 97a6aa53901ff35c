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
    /// The places of all groups of the settings.
    var claimed: Set<AddressPlace> = []
    /// The names of the nodes of the settings.
    var nodeNames: [NodeID: String] = [:]
    private var signer = PacketSigner()
    private var replays = ReplayGuard()
    /// The moment at which a packet was refused for its date; nil: none was.
    private var staleAt: ElectionMoment?
    /// The time for which such a packet shows that the date of this host was another one.
    private static let memory = Duration.seconds(10)

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

    /// Opens and closes sockets of virtual routers as the interfaces have changed.
    func refresh(_ routers: [RouterSettings]) {
        let virtual = Set(routers.flatMap(\.addresses).map(\.prefix.address))
        for port in ports {
            let fault = port.status.fault
            let name = port.settings.name
            let carried = routers.filter { $0.addresses.contains { $0.interface == name } }
            port.refresh(
                interfaces[name], families: Set(routers.map(\.family)),
                carried: Set(carried.map(\.family)), virtual: virtual)
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

    /// Reads the changes of the kernel.
    func takeChanges() -> NetworkChanges {
        let changes = NetworkChanges(watch.changes(), from: interfaces, to: watch.states)
        interfaces = watch.states
        for name in changes.interfaces { keeper.forget(name) }
        return changes
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
        let wasWrong = staleAt.map { clock.now - $0 <= Self.memory } ?? false
        return signer.sign(datagram, by: authentication, at: clock.date, wasWrong: wasWrong)
    }

    /// Checks the trailer of a message, if the group has keys and the message has a trailer.
    ///
    /// - Parameter rules: those by which the message was accepted.
    func verify(
        _ datagram: Datagram, from port: LinkPort, for group: GroupSettings, _ rules: ReceptionRules
    ) throws(Refusal) {
        guard let authentication = group.authentication, rules.hasTrailer(datagram) else { return }
        do throws(Refusal) {
            try replays.verify(datagram, on: port.id, by: authentication, at: clock.date)
        } catch {
            if case .stale = error { staleAt = clock.now }
            throw error
        }
    }
}
