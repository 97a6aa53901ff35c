import Addresses

/// The election of one group of virtual addresses on one node.
///
/// A value that takes events with the moment at which they happened and returns actions. It reads
/// no clock and sends nothing; its caller owns the sockets, the addresses and the timer.
///
/// - Towards other programs it is the state machine of RFC 9568 section 6.4.
/// - Nodes of a cluster also exchange reports, and then ignore each other's advertisements. The
///   new active node adds and announces the addresses before the old one removes them.
/// - A node is silent only if all its links are.
/// - A node that was not scheduled for longer than a backup waits gives its role up before it does
///   anything else.
///
/// **Source:** RFC 9568 section 6, RFC 3768 section 6.
public struct Election: ~Copyable, Sendable {
    /// The settings.
    public internal(set) var settings: ElectionSettings
    /// The role of this node.
    ///
    /// It has the addresses exactly while the role is `active`.
    public internal(set) var role = Report.Role.stopped
    /// The nodes whose reports were received, at most 16.
    public internal(set) var peers: [NodeID: Peer] = [:]
    /// The routers that send advertisements and no reports, at most 16; silent ones stay.
    public internal(set) var strangers: [Rival: Stranger] = [:]

    var clock = Moment(.zero)
    /// The sum of all backward steps of the caller's clock.
    var shift = Duration.zero
    var actions: [ElectionAction] = []
    var deadlines = Deadlines()

    var condition = NodeCondition()
    var linksDown: Set<LinkID> = []
    var isStandingBy = false
    var isStopping = false
    /// Whether this backup still has the addresses of the time before the election: until it hears
    /// an active node, no other one has them.
    public internal(set) var isKeeping = false
    var controllerLostAt: Moment?
    var gatewaysBehind = 0
    var gatewaysBehindSince: Moment?
    var isIsolated = false

    /// The active router that this backup waits for, and its interval.
    var followed: Rival?
    var followedInterval: Duration
    var preemptAt: Moment?
    var isDownPostponed = false

    var activeSince: Moment?
    /// The length of the last time in the role.
    var tenure = Duration.zero
    var takeovers: UInt8 = 0
    var advertisedAt: Moment?
    var handover: Handover?
    var takeoverFrom: NodeID?
    /// After a resignation without handover: the node that should take over.
    var resignation: NodeID??
    var conflicts: [Rival: Conflict] = [:]
    var assertAt: Moment?
    var handoverAgainAt: Moment?
    /// The router that was given the role on request; it is not taken back while that one is well.
    var favoured: Rival?
    /// Whether the operator gave this node the role that it has.
    var isChosen = false
    /// The sum of the deductions with which it was chosen.
    var toleratedPenalty = 0
    /// The choices that ``ElectionEvent/resume`` has ended for this node.
    var reclaimed: Set<Choice> = []
    /// An active node that is known from the reports of another one.
    var witness: Witness?
    /// As active: a better active node that a witness names, since its moment.
    var outvoted: Witness?
    /// Other processes that run as this node, by their sessions, at most 4.
    var twins: [UInt32: Twin] = [:]

    var sequence: UInt64 = 0
    var published: Essence?
    var mustPublish = false

    /// Creates an election that has not started.
    public init(_ settings: ElectionSettings) {
        self.settings = settings
        followedInterval = settings.interval
    }

    /// Handles one event and returns the actions, in the order in which they must be executed.
    ///
    /// - Parameter moment: the moment of the event. A clock that steps back is tolerated: it counts
    ///   as unchanged for one event.
    public mutating func handle(
        _ event: ElectionEvent, at moment: Moment
    ) -> [ElectionAction] {
        let now = advance(to: moment)
        noticeStarvation(now)
        switch event {
        case .start: start(keeping: false, now)
        case .startKeeping: start(keeping: true, now)
        case .stop: stop(now)
        case .advertisement(let heard): hear(heard, now)
        case .report(let report, let link, let source): hear(report, link, source, now)
        case .link(let id, true): linksDown.remove(id)
        case .link(let id, false): linksDown.insert(id)
        case .settings(let new): replaceSettings(new, now)
        case .condition(let new): condition = new
        case .controller(true): controllerLostAt = nil
        case .controller(false): controllerLostAt = controllerLostAt ?? now
        case .standBy:
            isStandingBy = true
            handoverAgainAt = nil
        case .resume:
            isStandingBy = false
            reclaim()
        case .handOver(let node, let isForced):
            beginHandover(.request, to: node, isForced: isForced, now)
        case .timer:
            // With this event alone: a packet that waits behind another one may be the answer.
            updateFaults(now)
            runTimers(now)
        }
        if role != .stopped {
            settle(now)
            releaseKept()
            if role != .stopped { publish(now) }
        }
        let wake = role == .stopped ? nil : deadlines.next.map { $0 - shift }
        let result = actions + [.wake(at: wake)]
        actions = []
        return result
    }

    private mutating func advance(to moment: Moment) -> Moment {
        let shifted = moment + shift
        if shifted < clock { shift += clock - shifted }
        clock = max(clock, shifted)
        return clock
    }

    /// The links over which packets are sent.
    var linksUp: [LinkID] { settings.links.map(\.id).filter { !linksDown.contains($0) } }
}

extension Election {
    private mutating func start(keeping: Bool, _ now: Moment) {
        guard role == .stopped else { return }
        role = .backup
        isKeeping = keeping
        actions += (keeping ? [] : [.removeAddresses]) + [.role(.backup, because: .started)]
        deadlines.pulse = now + settings.interval
        waitForSilence(of: nil, interval: settings.interval, now)
        mustPublish = true
        updateFaults(now)
        if settings.priority == 255, priority == 255, isUsable { becomeActive(.owner, now) }
    }

    /// Removes the addresses of the time before the election, unless this node listens for the
    /// first time and has heard no active node, or has the role by now.
    private mutating func releaseKept() {
        guard isKeeping else { return }
        switch role {
        case .active: isKeeping = false
        case .backup where followed == nil && !isStandingBy && !isStopping: return
        case .backup, .faulty, .stopped:
            isKeeping = false
            actions.append(.removeAddresses)
        }
    }

    private mutating func stop(_ now: Moment) {
        switch role {
        case .stopped: actions.append(.finished)
        case .active:
            isStopping = true
            handover = nil
            beginHandover(.stop, to: nil, now)
        case .backup, .faulty: finish(now)
        }
    }

    /// Ends the election.
    ///
    /// The addresses are removed already, unless this node had them.
    mutating func finish(_ now: Moment) {
        if role == .active || isKeeping { actions.append(.removeAddresses) }
        isKeeping = false
        change(to: .stopped, .stopped)
        publish(now)
        deadlines = Deadlines()
        peers = [:]
        strangers = [:]
        witness = nil
        twins = [:]
        published = nil
        isStopping = false
        actions.append(.finished)
    }

    /// Begins to wait for the silence of an active router.
    mutating func waitForSilence(of rival: Rival?, interval: Duration, _ now: Moment) {
        followed = rival
        followedInterval = interval
        isDownPostponed = false
        let wait = settings.downInterval(priority: priority, interval: interval)
        deadlines.down = now + (rival == nil ? max(wait, settings.listening) : wait)
    }

    /// Shortens the wait to the skew time: the active router is gone, as it announced.
    mutating func expectVacancy(_ now: Moment) {
        let skew = now + settings.skew(priority: priority, interval: followedInterval)
        deadlines.down = min(deadlines.down ?? skew, skew)
        isDownPostponed = false
    }

    mutating func change(to new: Report.Role, _ cause: RoleCause) {
        if role == .active {
            tenure = activeSince.map { clock - $0 } ?? .zero
            activeSince = nil
            advertisedAt = nil
            handover = nil
            takeoverFrom = nil
            isChosen = false
            toleratedPenalty = 0
            outvoted = nil
            deadlines.announcements = []
            deadlines.handover = nil
            deadlines.takeover = nil
            assertAt = nil
        }
        deadlines.down = nil
        preemptAt = nil
        role = new
        actions.append(.role(new, because: cause))
    }

    /// Takes the role: the addresses first, then their announcement, then the advertisement, so
    /// that the packets of clients have a receiver before and after the old node lets go.
    mutating func becomeActive(_ cause: RoleCause, from old: NodeID? = nil, _ now: Moment) {
        guard role == .backup, isUsable else { return }
        change(to: .active, cause)
        activeSince = now
        takeovers &+= 1
        followed = nil
        favoured = nil
        resignation = nil
        deadlines.resignation = nil
        actions += [.addAddresses]
        announce(now)
        advertise(now)
        deadlines.pulse = now + settings.interval
        takeoverFrom = old
        deadlines.takeover = old.map { _ in now + settings.patience }
        deadlines.retry = old.map { _ in now + settings.retry }
    }

    /// Gives the role up: the addresses are removed before anything is sent.
    mutating func becomeBackup(
        _ cause: RoleCause, following rival: Rival?, interval: Duration, _ now: Moment
    ) {
        if role == .active { actions.append(.removeAddresses) }
        endConflicts(now) { _ in true }
        change(to: .backup, cause)
        waitForSilence(of: rival, interval: interval, now)
        if deadlines.pulse == nil { deadlines.pulse = now + settings.interval }
    }

    /// Announces now and at the times of the settings.
    mutating func announce(_ now: Moment) {
        actions.append(.announce)
        deadlines.announcements = settings.announcements.map { now + $0 }.sorted()
        if let period = settings.announcementPeriod {
            deadlines.announcements.append((deadlines.announcements.last ?? now) + period)
        }
    }

    mutating func advertise(priority: UInt8? = nil, _ now: Moment) {
        actions.append(.advertise(priority: priority ?? self.priority, on: linksUp))
        advertisedAt = now
    }
}
