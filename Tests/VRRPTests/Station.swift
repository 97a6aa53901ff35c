import Addresses
import VRRP

/// A machine of the simulation: something that takes events and has addresses or not.
class Station {
    let index: Int
    /// Whether the addresses are on the machine; they survive the process.
    var holds = false
    var wake: Moment?
    /// Events that were delivered while the process was stopped.
    var backlog: [ElectionEvent] = []
    var isPaused = false
    var isRunning = false
    /// Step of the machine's clock against the time of the simulation.
    var clockStep = Duration.zero
    var linksDown: Set<LinkID> = []

    init(index: Int) { self.index = index }

    func address(on link: LinkID) -> IPAddress {
        .v4(IPv4Address(rawValue: 0x0a00_0001 + UInt32(link) << 8 + UInt32(index)))
    }

    func handle(_ event: ElectionEvent, at now: Moment) -> [ElectionAction] { [] }
    func restart() {}
    var isActive: Bool { holds }
}

/// A node of Ballast.
final class BallastStation: Station {
    private let makeSettings: (UInt32) -> ElectionSettings
    private var session: UInt32 = 1
    var election: Election
    /// Whether the process was told to stop; it ends when another node has the role.
    private(set) var isStopping = false
    var roles: [(Report.Role, RoleCause)] = []

    init(index: Int, settings: @escaping (UInt32) -> ElectionSettings) {
        makeSettings = settings
        election = Election(settings(1))
        super.init(index: index)
    }

    override func handle(_ event: ElectionEvent, at now: Moment) -> [ElectionAction] {
        if case .stop = event { isStopping = true }
        let actions = election.handle(event, at: now)
        for case .role(let role, let cause) in actions { roles.append((role, cause)) }
        return actions
    }

    /// The process died without a word, and another begins.
    override func restart() {
        session += 1
        isStopping = false
        election = Election(makeSettings(session))
    }

    override var isActive: Bool { election.role == .active }
}

/// Another program: RFC 9568 section 6.4 and nothing else, in the order of keepalived: first the
/// advertisement, then the addresses; on a stop priority 0, then the addresses at once.
final class PlainStation: Station {
    let priority: UInt8
    let interval: Duration
    let preempts: Bool
    private var role = Report.Role.stopped
    private var heardInterval: Duration

    init(index: Int, priority: UInt8, interval: Duration, preempts: Bool = true) {
        self.priority = priority
        self.interval = interval
        self.preempts = preempts
        heardInterval = interval
        super.init(index: index)
    }

    override var isActive: Bool { role == .active }
    override func restart() { role = .stopped }

    private var skew: Duration { heardInterval * (256 - Int(priority)) / 256 }

    override func handle(_ event: ElectionEvent, at now: Moment) -> [ElectionAction] {
        var actions: [ElectionAction] = []
        let advertise = ElectionAction.advertise(priority: priority, on: [0])
        switch event {
        case .start:
            role = .backup
            actions = [.removeAddresses, .wake(at: now + heardInterval * 3 + skew)]
        case .stop:
            if role == .active { actions = [.advertise(priority: 0, on: [0]), .removeAddresses] }
            role = .stopped
            actions.append(.wake(at: nil))
        case .timer where role == .backup:
            role = .active
            actions = [advertise, .addAddresses, .announce, .wake(at: now + interval)]
        case .timer where role == .active:
            actions = [advertise, .wake(at: now + interval)]
        case .advertisement(let heard):
            actions = hear(heard, advertise, now)
        default: break
        }
        return actions
    }

    private func hear(
        _ heard: HeardAdvertisement, _ advertise: ElectionAction, _ now: Moment
    ) -> [ElectionAction] {
        switch role {
        case .backup where heard.priority == 0:
            return [.wake(at: now + skew)]
        case .backup where !preempts || heard.priority >= priority:
            heardInterval = heard.interval
            return [.wake(at: now + heardInterval * 3 + skew)]
        case .active where heard.priority == 0:
            return [advertise, .wake(at: now + interval)]
        case .active where (heard.priority, heard.source) > (priority, address(on: heard.link)):
            role = .backup
            heardInterval = heard.interval
            return [.removeAddresses, .wake(at: now + heardInterval * 3 + skew)]
        case .active:
            return [advertise, .announce]
        default: return []
        }
    }
}
