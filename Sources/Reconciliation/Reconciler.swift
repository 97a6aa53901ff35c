import Files
import Model
import Planning

/// The one loop, and the only writer to the host: wake, observe, plan, apply, publish.
///
/// Level-triggered: each pass reads the host again, and trusts nothing that an earlier pass did.
/// ``Knowledge`` has the inputs of the desired state, ``Progress`` the results of the passes. Both
/// are values, which this actor updates.
public actor Reconciler {
    let settings: Settings
    let surroundings: Surroundings
    var ports: Ports
    var knowledge: Knowledge
    var progress: Progress
    var owned = OwnedLedger()
    var document: DocumentState
    var former = FormerServers()
    /// The desired state for the document in force; nil: none.
    var derivation: Derivation?
    var last = LastLook()
    var history = EventHistory()
    private var wakes = Wakes()
    let started: Int64
    private let executor = QueueExecutor(label: "ballast.reconciler")

    /// The queue on which all of this actor's work is done.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Options of the command line.
    public struct Settings: Sendable {
        /// False: addresses are left alone.
        public var managesAddresses: Bool
        /// Longest time between two looks at everything.
        ///
        /// **Range:** 100 ms..., default 5 s.
        public var interval: Duration
        /// The names by which this host finds its node; nil: it is none.
        public var identity: NodeIdentity?
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
    /// - Parameter memory: the knowledge that an earlier run has left.
    public init(
        settings: Settings, ports: sending Ports, surroundings: Surroundings,
        memory: Memory = Memory()
    ) {
        self.settings = settings
        self.surroundings = surroundings
        knowledge = Knowledge(memory)
        progress = Progress(interval: settings.interval)
        document = DocumentState(path: ports.source.path)
        self.ports = ports
        started = surroundings.wallClock()
    }

    /// Asks for a pass.
    ///
    /// Wakes during a pass are combined, and so are verdicts that follow others at once.
    public func wake(_ reason: Wake) {
        guard reason == .verdicts else { return wakes.add(reason) }
        guard let delay = wakes.addVerdicts(at: .now) else { return }
        Task {
            // A cancelled sleep means that the loop has ended.
            try? await Task.sleep(for: delay)
            wakes.endBurst(at: .now)
        }
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
        for await _ in wakes.signals {
            timer?.cancel()
            await settle()
            if Task.isCancelled { break }
            pass(takeReasons())
            alive()
            timer = wakeLater()
        }
        timer?.cancel()
    }

    /// Returns the reasons to look now.
    func takeReasons() -> Wake { wakes.take() }

    /// Time in which more writes to the document, or signals, belong to the same burst.
    private static let quiet = Duration.milliseconds(5)
    /// Longest time that a burst may delay a pass, in such times.
    private static let longestBurst = 40

    private func settle() async {
        var rounds = 0
        var before: Wake = []
        while !wakes.pending.isDisjoint(with: [.document, .request]) && rounds < Self.longestBurst {
            before.formUnion(wakes.takePending())
            // Cancelled sleep: the loop sees the cancellation itself.
            try? await Task.sleep(for: Self.quiet)
            rounds += 1
        }
        wakes.putBack(before)
    }

    /// How long to wait, and what for.
    func nextLook() -> (delay: Duration, reason: Wake) {
        progress.nextLook(
            at: surroundings.clock(), plan: last.plan, isReadable: last.failure == nil)
    }

    private func wakeLater() -> Task<Void, Never> {
        let (delay, reason) = nextLook()
        wakes.schedule(reason, at: ContinuousClock.now + delay)
        return Task {
            // Cancelled: something else woke the loop first.
            guard (try? await Task.sleep(for: delay)) != nil else { return }
            self.wake(reason)
        }
    }

    func emit(_ drafts: [EventDraft]) {
        for draft in drafts {
            surroundings.report(history.append(draft, at: surroundings.wallClock()))
        }
    }
}
