import Addresses
import Model
import VRRP

/// Requests of controllers.
extension Speaker {
    /// Accepts connections and executes their requests.
    func takeRequests() {
        server.accept()
        for connection in server.connections {
            connection.flush()
            for message in connection.receive() { answer(message, on: connection) }
        }
        if controller?.isOver == true { loseController() }
        server.sweep()
    }

    private func answer(_ message: JSONValue, on connection: ControlConnection) {
        if connection === controller { controllerHeard = now }
        let reply: SpeakerReply
        do throws(UnfitField) {
            reply = try self.reply(to: try SpeakerRequest(message), on: connection)
        } catch {
            reply = .refused(error.description)
        }
        connection.send(reply.json)
    }

    private func reply(
        to request: SpeakerRequest, on connection: ControlConnection
    ) throws(UnfitField) -> SpeakerReply {
        switch request {
        case .status: return .status(status)
        case .adopt(let number, let acceptsAll):
            adopt(connection, after: number, acceptsAll: acceptsAll)
            return .accepted
        default: break
        }
        guard connection === controller else {
            throw UnfitField("request", "adopt must be the first request")
        }
        switch request {
        case .status, .adopt: break
        case .settings(let settings):
            guard !isStopping else { throw UnfitField("settings", "the process ends") }
            apply(settings)
        case .keepAddresses: keepsAddresses = true
        case .condition(let condition, let group):
            for runner in try groups(group) { runner.report(condition, now) }
        case .standBy(let group): for runner in try groups(group) { runner.handle(.standBy, now) }
        case .resume(let group): for runner in try groups(group) { runner.handle(.resume, now) }
        case .handOver(let group, let node, let isForced):
            let node = node.map { NodeID(name: $0) }
            for runner in try groups(group) {
                runner.handle(.handOver(to: node, isForced: isForced), now)
            }
        case .stop: stop()
        }
        return .accepted
    }

    private func groups(_ name: String?) throws(UnfitField) -> [GroupRunner] {
        let chosen = runners.filter { name == nil || $0.settings.name == name }
        if let name, chosen.isEmpty { throw UnfitField("group", "there is no group \(name)") }
        return chosen
    }

    private func adopt(
        _ connection: ControlConnection, after number: UInt64?, acceptsAll: Bool
    ) {
        controller = connection
        connection.acceptsAllEvents = acceptsAll
        controllerHeard = now
        reported = number ?? network.log.last
        for runner in runners { runner.handle(.controller(isAlive: true), now) }
    }

    /// The connection ended, or was silent for too long: the grace begins.
    func loseController() {
        controller = nil
        controllerHeard = nil
        for runner in runners { runner.handle(.controller(isAlive: false), now) }
    }

    /// Sends new events to the controller.
    func sendEvents() {
        guard let controller, reported < network.log.last else { return }
        for event in network.log.events(after: reported)
        where controller.acceptsAllEvents || event.kind.isOriginal {
            controller.send(SpeakerReply.event(event).json)
        }
        reported = network.log.last
    }

    /// Applies settings: leftovers of new groups are removed first; groups that continue keep
    /// their roles; groups that end are handed over.
    private func apply(_ new: SpeakerSettings) {
        guard new != settings else { return }
        let old = settings
        settings = new
        network.nodeNames = Dictionary(
            (new.nodes + [new.node]).map { (NodeID(name: $0), $0) }
        ) { first, _ in first }
        let ending = runners.filter { runner in
            old?.node != new.node
                || !new.groups.contains {
                    $0.name == runner.settings.name && $0.routers.first?.routerID == runner.routerID
                }
        }
        // An address that moves to another group stays until that one has it.
        let former = (leaving + ending).flatMap { $0.addresses.wanted.map(\.place) }
        network.claimed = Set(new.groups.flatMap(\.placements).map(\.place) + former)
        network.replaceLinks(new.links)
        runners.removeAll { runner in ending.contains { $0 === runner } }
        leaving += ending
        for runner in ending { runner.handle(.stop, now) }
        leaving.removeAll(where: \.isFinished)
        if leaving.isEmpty {
            startGroups(now)
            keepsAddresses = false
        }
        refresh(now)
        for runner in runners {
            guard let group = new.groups.first(where: { $0.name == runner.settings.name }) else {
                continue
            }
            runner.replace(group, of: new, now)
        }
    }

    /// Starts the groups of the settings that have no election yet.
    func startGroups(_ now: ElectionMoment) {
        guard let settings, settings.groups.count > runners.count else { return }
        let missing = settings.groups.filter { group in
            !runners.contains { $0.settings.name == group.name }
        }
        let added = missing.map {
            // Of its own: the numbers of its reports begin anew, as after a start of the process.
            GroupRunner($0, of: settings, session: .random(in: 1...UInt32.max), network: network)
        }
        let kept = added.map { runner in
            if keepsAddresses { return runner.addresses.keepLeftovers() }
            let leftovers = runner.addresses.removeLeftovers()
            // Those of a later start are of a group that has ended in this process.
            if !hasStarted { runner.report(.leftoversRemoved, leftovers) }
            return false
        }
        hasStarted = true
        keepsAddresses = false
        refresh(now)
        for (runner, isKept) in zip(added, kept) {
            if controller == nil { runner.handle(.controller(isAlive: false), now) }
            runner.replace(runner.settings, of: settings, now)
            runner.start(keeping: isKept, now)
        }
        runners += added
    }

    /// The state of the process.
    var status: SpeakerStatus {
        var status = SpeakerStatus(session: session)
        status.node = settings?.node
        status.hasController = controller != nil
        status.lastEvent = network.log.last
        status.isRealTime = scheduling.isRealTime
        status.isLocked = scheduling.isLocked
        status.longestDelay = longestDelay
        status.lateTimers = lateTimers
        status.groups = runners.map { $0.status(now) }
        status.links = network.ports.map(\.fullStatus)
        return status
    }
}
