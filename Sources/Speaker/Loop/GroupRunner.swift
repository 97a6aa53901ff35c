import Addresses
import Kernel
import Model
import VRRP

/// An election with the addresses of its group: executes the actions in their order.
final class GroupRunner {
    private(set) var settings: GroupSettings
    private(set) var wake: ElectionMoment?
    private(set) var isFinished = false
    let addresses: HeldAddresses
    let network: Network
    private(set) var condition = NodeCondition()
    private(set) var isStandingBy = false
    private(set) var election: Election
    private(set) var roleSince: ElectionMoment
    private(set) var takeovers = 0
    /// The moment at which the election began.
    let begin: ElectionMoment
    /// The moment at which addresses that could not be added are tried again.
    private var faultUntil: ElectionMoment?
    private var delivered = NodeCondition()
    private var linkStates: [LinkID: Bool] = [:]
    /// The moments at which links could be used again.
    private(set) var linksUpSince: [LinkID: ElectionMoment] = [:]

    /// The addresses that are missing, for some seconds.
    var lack = AddressLack()
    /// The moment at which the next announcements are sent; nil: all were sent.
    var announceAt: ElectionMoment?
    /// The moment at which the last advertisement was sent, while an event is handled.
    private var advertisedAt: ElectionMoment?

    /// The moment at which the kernel's addresses are read again.
    private var inspection: ElectionMoment
    /// The addresses of other programs that were reported.
    private var reported: Set<InterfaceAddress> = []

    /// Time between two readings of the kernel's addresses without a sign of a change.
    private static let inspectionPeriod = Duration.seconds(60)

    /// Time for which a node that can add no address leaves the role to others: doubled with each
    /// failure, up to 320 s.
    private var faultLength = GroupRunner.shortestFault

    private static let shortestFault = Duration.seconds(5)

    /// Creates the election of a group, which begins with ``start(_:)``.
    init(_ settings: GroupSettings, of node: SpeakerSettings, session: UInt32, network: Network) {
        self.settings = settings
        self.network = network
        addresses = HeldAddresses(settings, keeper: network.keeper) { [unowned network] place in
            network.claimed.contains(place)
        }
        election = Election(Self.election(settings, of: node, session: session, network))
        begin = network.clock.now
        roleSince = begin
        inspection = begin + Self.inspectionPeriod
    }

    /// The role of this node.
    var role: Report.Role { election.role }
    /// The number of the group in reports.
    var routerID: UInt8 { election.settings.routerID }
    /// The moments at which another program advertised each router, by its place in the group.
    var advertised: [Int: ElectionMoment] = [:]
    /// The addresses in the last advertisement of each router by another node, by its place.
    var lists: [Int: Set<IPAddress>] = [:]
    /// The other routers with a number of the group that were reported.
    var namesakes: Set<String> = []

    /// Begins as backup, with the links as they are.
    ///
    /// - Parameter keeping: whether the node keeps the addresses while it listens.
    func start(keeping: Bool, _ now: ElectionMoment) {
        updateLinks(now)
        updateCondition(now)
        handle(keeping ? .startKeeping : .start, now)
    }

    /// Replaces the settings of a group of the same virtual router, and keeps the role.
    func replace(_ new: GroupSettings, of node: SpeakerSettings, _ now: ElectionMoment) {
        settings = new
        addresses.replace(new, hasRole: role == .active)
        continueAnnouncing()
        reportFailures()
        linkStates = linkStates.filter { network.port($0.key) != nil }
        let session = election.settings.session
        handle(.settings(Self.election(new, of: node, session: session, network)), now)
        updateLinks(now)
        updateCondition(now)
    }

    /// Delivers an event, and those that follow from its actions.
    func handle(_ event: ElectionEvent, _ now: ElectionMoment) {
        switch event {
        case .standBy: isStandingBy = true
        case .resume: isStandingBy = false
        default: break
        }
        var isWithheld = false
        advertisedAt = nil
        for action in election.handle(event, at: now) where !(isWithheld && action.isMessage) {
            execute(action, now)
            // Peers must not release addresses that this node could not add.
            if action == .addAddresses { isWithheld = faultUntil.map { $0 > now } ?? false }
        }
        // Many addresses take longer than an interval: the peers wait from here on.
        if let advertisedAt { election.noteAdvertisement(sentAt: advertisedAt) }
        if faultUntil.map({ $0 > now }) ?? false { updateCondition(now) }
    }

    /// Delivers the state of links that has changed.
    func updateLinks(_ now: ElectionMoment) {
        for port in network.ports {
            let isUp = port.isUp(families(on: port))
            guard linkStates[port.id] ?? true != isUp else { continue }
            linkStates[port.id] = isUp
            linksUpSince[port.id] = now
            handle(.link(port.id, isUp: isUp), now)
        }
    }

    /// Delivers the health that a controller reports.
    func report(_ condition: NodeCondition, _ now: ElectionMoment) {
        self.condition = condition
        updateCondition(now)
    }

    /// Delivers the health of the node, if it has changed: as reported, and without a fault of the
    /// addresses or their interfaces.
    func updateCondition(_ now: ElectionMoment) {
        if let until = faultUntil, until <= now { faultUntil = nil }
        var new = condition
        new.isUsable =
            new.isUsable && faultUntil == nil
            && Set(settings.addresses.map(\.interface)).allSatisfy {
                network.interfaces[$0]?.isUp ?? false
            }
        if lack.isFault { new.penalty = min(255, new.penalty + AddressLack.penalty) }
        new.hasForeignAddresses = !addresses.foreign.isEmpty
        guard new != delivered else { return }
        delivered = new
        handle(.condition(new), now)
    }

    /// Once a second: tries again whatever has failed.
    func maintain(_ now: ElectionMoment) {
        inspect(now)
        if role == .active {
            let lacked = addresses.missing
            if !lacked.isEmpty {
                addresses.add()
                if addresses.missing.count < lacked.count { addresses.announce() }
            }
        } else if !election.isKeeping, !addresses.held.isEmpty || addresses.mayHaveLeftovers {
            addresses.removeAll()
        }
        reportNamesakes(now)
        continueAnnouncing()
        reportFailures()
        updateLinks(now)
        updateLack(now)
        updateCondition(now)
    }

    /// Reads the kernel's addresses after an interface has another name.
    func inspectNow() {
        addresses.inspect(hasRole: role == .active)
        reportFailures()
    }

    /// Reads the kernel's addresses once a minute, and after each release and each change by
    /// another program; reports the addresses of other programs.
    private func inspect(_ now: ElectionMoment) {
        if addresses.isDoubtful || inspection <= now {
            inspection = now + Self.inspectionPeriod
            addresses.inspect(hasRole: role == .active || election.isKeeping)
        }
        let foreign = addresses.foreign
        report(.addressForeign, foreign.subtracting(reported))
        report(.addressForeignEnded, reported.subtracting(foreign))
        reported = foreign
    }

    /// Reports an event about addresses, unless the list is empty.
    func report(_ kind: SpeakerEvent.Kind, _ addresses: Set<InterfaceAddress>) {
        guard !addresses.isEmpty else { return }
        let listed = addresses.sorted().prefix(8).map(\.description).joined(separator: ", ")
        let rest = addresses.count > 8 ? " and \(addresses.count - 8) more" : ""
        network.report(SpeakerEvent(kind, settings.name, value: listed + rest))
    }

    /// Adds an address again that another program has removed from the active node.
    func restore(_ address: InterfaceAddress) {
        guard role == .active, addresses.restore(address) else { return }
        network.report(
            SpeakerEvent(.addressRestored, settings.name, value: address.prefix.description))
        continueAnnouncing()
        reportFailures()
    }

    private func execute(_ action: ElectionAction, _ now: ElectionMoment) {
        switch action {
        case .advertise(let priority, let links):
            advertise(priority, links)
            advertisedAt = network.clock.now
        case .report(let report, let links): send(report, links)
        case .addAddresses:
            addresses.add()
            noteFault(now)
            reportFailures()
        case .removeAddresses:
            addresses.removeAll()
            reportFailures()
        case .announce:
            addresses.announce()
            continueAnnouncing()
            reportFailures()
        case .role(let role, let cause):
            roleSince = now
            if role == .active { takeovers += 1 }
            network.report(
                SpeakerEvent(.role, settings.name, value: role.word, cause: cause.rawValue))
        case .splitBrain(let event): report(event)
        case .starved(let delay):
            network.report(SpeakerEvent(.starved, settings.name, length: delay))
        case .handoverFailed(let reason):
            network.report(
                SpeakerEvent(.handoverFailed, settings.name, cause: reason.rawValue))
        case .finished:
            isFinished = true
            addresses.removeLinks()
        case .wake(let moment): wake = moment
        }
    }

    private func noteFault(_ now: ElectionMoment) {
        guard !addresses.wanted.isEmpty, addresses.missing.count == addresses.wanted.count else {
            faultLength = Self.shortestFault
            return
        }
        faultUntil = now + faultLength
        faultLength = min(faultLength * 2, Self.shortestFault * 64)
    }

    private func report(_ event: SplitBrain) {
        switch event {
        case .found(let rival):
            network.report(SpeakerEvent(.splitBrain, settings.name, value: name(rival)))
        case .ended(let rival, let length):
            network.report(
                SpeakerEvent(
                    .splitBrainEnded, settings.name, value: name(rival), length: length))
        }
    }

    private func name(_ rival: Rival) -> String {
        switch rival {
        case .node(let node): name(of: node)
        case .stranger(_, let source): source
        }
    }

    private func reportFailures() {
        for failure in addresses.takeFailures() {
            network.report(SpeakerEvent(.addressFailed, settings.name, value: failure))
        }
    }
}
