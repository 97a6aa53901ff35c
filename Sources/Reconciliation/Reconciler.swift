import Addresses
import Model
import Planning

/// The one loop, and the only writer to the host: wake, observe, plan, apply, publish.
///
/// Level-triggered: each pass reads the host again, and nothing that an earlier pass did is
/// trusted. What is kept between passes is the document in force, what waits to be tried again,
/// and what was seen last, for status only.
public actor Reconciler {
    let settings: Settings
    var host: any Host
    var source: any DocumentSource
    var store: any LedgerStore
    let clock: @Sendable () -> Moment
    let wallClock: @Sendable () -> Int64
    let report: @Sendable (Event) -> Void
    let accepted: @Sendable (Spec) -> Void
    let checking: @Sendable (Spec) -> Void
    var pageServing: any PageServing

    var ledger = Ledger()
    var ledgerFailure: HostFailure?
    /// Whether the ledger of earlier runs is part of ``ledger``.
    var isLedgerRead = false
    /// Why the ledger of earlier runs could not be read, the last time that it could not.
    var unreadLedger: HostFailure?
    var hostFailure: HostFailure?
    var document: DocumentStatus
    /// Why the document that an earlier run accepted could not be used; nil: it was not needed.
    var keptFailure: HostFailure?
    /// Why the document in force is not kept for another start; nil: it is.
    var keepingFailure: HostFailure?
    /// Why files of the document in force are of no use.
    var fileFailures: [HostFailure] = []
    var spec: Spec?
    /// Whether the document was looked at.
    var hasLoaded = false
    /// Servers that left the document and may be held, each in its service as it was.
    var former: [ServiceKey: [Endpoint: Service]] = [:]
    /// The servers outside the document that are checked.
    var checkedApart: [ServiceKey: Set<Endpoint>] = [:]
    /// What the checks say; nil: nobody checks.
    var verdicts: Verdicts?
    /// The moment when the checks were found to stand still; nil: they run.
    ///
    /// **Unit:** milliseconds since 1970.
    var stalledChecks: Int64?
    /// What servers say of how busy they are; nil: nobody asks.
    var feedback: FeedbackReadings?
    /// What became of serving the holding page.
    var pages = PageReport()
    /// Where each service with a quorum stands.
    var quorums: [ServiceKey: QuorumState] = [:]
    /// The machine's memory: services that are without quorum until they reach its higher mark.
    var lostQuorums: Set<ServiceKey>
    /// Where HAProxy listens; nil: unknown.
    var served: Set<Endpoint>?
    /// Whether this node carries the virtual addresses.
    var carriesAddresses = true
    /// Where HAProxy serves clients, of this document or of one before it.
    var listening: Set<Endpoint>
    /// Where proxies of the document in force have a proven server; nil: it is not asked for.
    var provenProxies: Set<Endpoint>?
    let keepQuorums: @Sendable (Set<ServiceKey>) throws -> Void
    /// The wishes that the host was brought to by the last pass, but for what is ``unfinished``;
    /// nil: not yet, or no longer.
    var fulfilled: Desired?
    /// What the last look found different and could not put right.
    var unfinished: Set<StepSubject> = []
    /// Servers that the operator drains and that had no connections at the last look; nil before
    /// the first.
    var empty: Set<StepSubject>?
    var desired: Desired?
    var observed = Observed()
    var plan = Plan()
    var retries = Retries()
    /// Announcements that are to be repeated.
    var announcements = Announcements()
    var history = EventHistory()
    var lastPass: PassStatus?
    /// Services that the last pass edited and that are to be looked at once more.
    var verify: Set<ServiceKey>?
    /// Passes in a row that did nothing but verify, so that a host which never comes to rest is
    /// looked at no more often than any other.
    var verifications = 0
    /// How long the last look at everything took, without the steps that it led to.
    var fullLookCost = Duration.zero
    /// When everything was looked at last.
    var lastFullLook: ContinuousClock.Instant?
    /// The same on the clock of deadlines: what was due then has had its turn.
    var lastFullMoment = Moment()

    private var pending: Wake = []
    private var next: (time: ContinuousClock.Instant, reason: Wake)?
    private let signal: AsyncStream<Void>.Continuation
    private let signals: AsyncStream<Void>
    private let executor: QueueExecutor
    let started: Int64

    /// The queue on which all of this actor's work is done.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// What the command line decides.
    public struct Settings: Sendable {
        /// False: addresses are left alone.
        public var managesAddresses: Bool
        /// Longest time between two looks at everything.
        ///
        /// **Range:** 100 ms..., default 5 s.
        public var interval: Duration
        /// Version, for status.
        public var version: String
        /// Process id, for status.
        public var processID: Int

        /// These settings.
        public init(
            managesAddresses: Bool = true, interval: Duration = .seconds(5), version: String,
            processID: Int
        ) {
            self.managesAddresses = managesAddresses
            self.interval = interval
            self.version = version
            self.processID = processID
        }
    }

    /// A loop over this host, document and ledger.
    ///
    /// - Parameters:
    ///   - clock: time since boot.
    ///   - wallClock: milliseconds since 1970, for events.
    ///   - report: takes each event; it must not block.
    ///   - checking: takes each document for the checks: the one in force, with the held servers;
    ///     it must not block.
    ///   - accepted: takes each document that comes into force; it must not block.
    ///   - pages: serves the holding page.
    ///   - verdicts: what an earlier run knew of the servers, or nothing; nil: nobody checks.
    ///   - feedback: what an earlier run knew of how busy servers are; nil: nobody asks.
    ///   - lostQuorums: services that were without quorum when an earlier run ended.
    ///   - served: where HAProxy listens; nil: it stays unknown.
    ///   - listening: where the HAProxy of an earlier run serves clients.
    ///   - keepQuorums: keeps them for another run.
    public init(
        settings: Settings, host: sending any Host, source: sending any DocumentSource,
        store: sending any LedgerStore, clock: @escaping @Sendable () -> Moment,
        wallClock: @escaping @Sendable () -> Int64, report: @escaping @Sendable (Event) -> Void,
        pages: sending any PageServing = NoPages(), verdicts: Verdicts? = nil,
        feedback: FeedbackReadings? = nil, lostQuorums: Set<ServiceKey> = [],
        served: Set<Endpoint>? = nil, listening: Set<Endpoint> = [],
        keepQuorums: @escaping @Sendable (Set<ServiceKey>) throws -> Void = { _ in },
        checking: @escaping @Sendable (Spec) -> Void = { _ in },
        accepted: @escaping @Sendable (Spec) -> Void = { _ in }
    ) {
        self.settings = settings
        self.verdicts = verdicts
        self.feedback = feedback
        self.accepted = accepted
        self.checking = checking
        pageServing = pages
        self.lostQuorums = lostQuorums
        self.served = served
        self.listening = listening
        provenProxies = served == nil ? nil : []
        self.keepQuorums = keepQuorums
        document = DocumentStatus(path: source.path)
        self.host = host
        self.source = source
        self.store = store
        self.clock = clock
        self.wallClock = wallClock
        self.report = report
        started = wallClock()
        executor = QueueExecutor(label: "ballast.reconciler")
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for a pass.
    ///
    /// Wishes that come while one runs become one.
    public func wake(_ reason: Wake) {
        pending.formUnion(reason)
        signal.yield()
    }

    /// Runs until it is cancelled.
    ///
    /// The host is left as it is.
    ///
    /// - Parameter alive: called after each pass, for a watchdog.
    public func run(alive: @Sendable () -> Void) async {
        loadLedger()
        wake(.document)
        var timer: Task<Void, Never>?
        for await _ in signals {
            timer?.cancel()
            await settle()
            if Task.isCancelled { break }
            pass(takeReasons())
            alive()
            timer = wakeLater()
        }
        timer?.cancel()
    }

    /// Why to look now; a look that is due is not put off by other wakes, however many come.
    func takeReasons() -> Wake {
        var reasons = pending
        pending = []
        if let next, ContinuousClock.now >= next.time { reasons.formUnion(next.reason) }
        return reasons
    }

    /// Time in which more writes to the document, or signals, are taken for the same burst.
    private static let quiet = Duration.milliseconds(5)
    /// Longest time that a burst may hold up a pass.
    private static let longestBurst = 40

    private func settle() async {
        var rounds = 0
        var before: Wake = []
        while !pending.isDisjoint(with: [.document, .request]) && rounds < Self.longestBurst {
            before.formUnion(pending)
            pending = []
            // Cancelled sleep: the loop sees the cancellation itself.
            try? await Task.sleep(for: Self.quiet)
            rounds += 1
        }
        pending.formUnion(before)
    }

    private func wakeLater() -> Task<Void, Never> {
        let (delay, reason) = nextLook()
        next = (ContinuousClock.now + delay, reason)
        return Task {
            // Cancelled: something else woke the loop first.
            guard (try? await Task.sleep(for: delay)) != nil else { return }
            self.wake(reason)
        }
    }

    func emit(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        let event = Event(time: wallClock(), kind: kind, message: message, details: details)
        history.append(event)
        report(event)
    }
}
