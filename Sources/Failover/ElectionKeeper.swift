import Dispatch
import Files
import Model
import Planning
import Speaker

/// Keeps an election process running while the document has failover, and reports its results.
///
/// The process outlives the controller: the next one adopts it over its socket. Calls of this actor
/// block for at most seconds, on a queue of its own, and the loop never waits for them.
public actor ElectionKeeper {
    private let executor = QueueExecutor(label: "ballast.election")
    /// The queue on which all work is done.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    let site: ElectionSite
    let news: ElectionNews
    var wish = Wish.unknown
    var session: ElectionSession?
    /// A process whose socket does not exist yet.
    var starting: (process: ElectionProcess, since: ContinuousClock.Instant)?
    var pace = RestartPace()
    /// The time since which processes without a socket are known; nil: there are none.
    var straying: ContinuousClock.Instant?
    var journal: EventJournal
    var standby: Standby
    private(set) var problems: [Concern: String] = [:]
    /// The last delivered news; nil: none yet.
    private var delivered: (state: ElectionState, isActive: Bool)?
    var course = Course()
    /// The number of commands that wait for a status.
    var waiting = 0
    let wakes: (stream: AsyncStream<Void>, source: AsyncStream<Void>.Continuation)

    /// The election that the document wants.
    enum Wish: Equatable {
        /// No document has been read: a running process is left as it is.
        case unknown
        /// None.
        case none
        /// One whose settings can't be used on this host: a running process is left as it is.
        case unusable
        /// One with these settings.
        case election(SpeakerSettings)
    }

    /// The course of the election in this controller.
    struct Course {
        /// Whether a process was looked for.
        var hasLooked = false
        /// Whether the election begins with an edit: this controller has added the addresses, and
        /// the election keeps them while it listens.
        var keepsAddresses = false
        /// The addresses that stayed after the end of a process.
        var left = LeftAddresses()
    }

    /// The subject of a problem.
    enum Concern: CaseIterable {
        /// The document does not fit this host, or its settings can't be used.
        case document
        /// The process does not run or does not answer.
        case process
        /// No process can move the virtual addresses.
        case addresses

        /// The end of a problem, in words.
        var recovery: String {
            switch self {
            case .document: "failover is as the document wants it"
            case .process: "the election process runs and answers"
            case .addresses: "the election process has the virtual addresses again"
            }
        }
    }

    /// The least time between two looks, and the time between two attempts to connect.
    static let period = Duration.milliseconds(100)

    /// Creates a keeper, which starts nothing before ``run()``.
    public init(_ site: ElectionSite, news: ElectionNews) {
        self.site = site
        self.news = news
        journal = EventJournal(path: site.reported)
        standby = Standby(directory: site.state)
        let (stream, source) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakes = (stream, source)
    }

    /// Follows another document.
    public func follow(_ spec: Spec) async {
        defer { wakes.source.yield() }
        guard let failover = spec.cluster?.failover, site.managesAddresses else {
            wish = .none
            course.keepsAddresses = false
            return await solve(.document)
        }
        // A document that does not fit this host leaves a running election as it is.
        guard let node = site.node(of: spec),
            var settings = SpeakerSettings(spec, for: node)
        else {
            noteUnusable()
            let name = site.node ?? site.hostName
            return await complain(
                "no node of the document is this host, \(name): name one with --node",
                of: .document)
        }
        if let file = failover.unusableSecret {
            noteUnusable()
            return await complain(
                "cannot use the secret in \(file): a running election keeps its settings, and none"
                    + " is started", of: .document)
        }
        if settings.groups.isEmpty, case .election(let former) = wish {
            // The groups that leave are handed over on the links that they had.
            settings.links = former.links
        }
        do throws(UnfitField) {
            try settings.check()
        } catch {
            return await complain(
                "the settings of the election can't be used: \(error)", of: .document)
        }
        // Those that an election has left are not kept: another node may have them.
        if wish == .none { course.keepsAddresses = true }
        wish = .election(settings)
        if session?.refusal == nil { await solve(.document) }
    }

    /// Notes a document whose election can't be used; that of an earlier one stays wanted.
    private func noteUnusable() {
        switch wish {
        case .unknown, .none, .unusable: wish = .unusable
        case .election: break
        }
    }

    /// Runs until cancellation, and leaves the process running: see ``finish(handsOver:)``.
    public func run() async {
        while !Task.isCancelled {
            await turn()
            await pause()
        }
    }

    /// Waits for the next turn: for a message, another document, a command, or the next look.
    private func pause() async {
        let source = wakes.source
        let rest = session.map { $0.nextLook - .now } ?? .zero
        let timer =
            isIdle
            ? nil
            : Task {
                guard (try? await Task.sleep(for: max(rest, Self.period))) != nil else { return }
                source.yield()
            }
        let messages = session?.connection.notify(on: executor.queue) { source.yield() }
        defer {
            timer?.cancel()
            messages?.cancel()
        }
        // Cancelled: the loop ends.
        var iterator = wakes.stream.makeAsyncIterator()
        _ = await iterator.next(isolation: self)
    }

    private var isIdle: Bool {
        guard session == nil, starting == nil, waiting == 0 else { return false }
        return course.hasLooked && !isWanted
    }

    /// Whether the document wants an election.
    private var isWanted: Bool {
        switch wish {
        case .unknown, .none: false
        case .unusable, .election: true
        }
    }

    private func turn() async {
        if session == nil { await connect() }
        if session != nil { await converse() }
        course.hasLooked = true
        // A process without groups has no settings, and moves no address.
        let isMissing = session.map { $0.status?.groups.isEmpty ?? !$0.isUnreadable } ?? true
        pace.note(isMissing: isWanted && isMissing)
        await deliver()
    }

    /// Delivers the role and the state of the process after each change.
    func deliver() async {
        let isLost = pace.isLost()
        // The role of a process is unknown before its first status.
        if let session, session.status == nil, !isLost { return }
        let isRunning = session != nil || starting != nil || isWanted
        let state = isLost ? ElectionState.lost : isRunning ? .running : .none
        let isActive = session?.isActive ?? false
        let before = delivered
        delivered = (state, isActive)
        // Without an election this node has the addresses of its document.
        let carries = isActive || state == .none
        let carried = before.map { $0.isActive || $0.state == .none }
        if before?.state != state {
            await news.state(state)
            if isLost {
                course.left.noteRelease(at: wallClock())
                await complain(
                    "nothing can move the virtual addresses, so this node releases them",
                    of: .addresses)
            } else {
                await solve(.addresses)
            }
        }
        if carried != carries { await news.role(carries) }
    }

    /// Reports a problem once.
    func complain(_ problem: String, of concern: Concern = .process) async {
        guard problems[concern] != problem else { return }
        problems[concern] = problem
        await news.tell(.failed, "failover: \(problem)")
    }

    /// Reports the end of a problem.
    func solve(_ concern: Concern) async {
        guard problems.removeValue(forKey: concern) != nil else { return }
        await news.tell(.recovered, concern.recovery)
    }
}
