import CGNU
import Dispatch
import Glibc
import Model

/// A master with its workers: started, adopted, reloaded, watched, and started again when it ends.
///
/// It runs in a session of its own and goes on when this process ends. All that blocks does so on
/// a thread of this actor's own.
public actor HAProxyMaster {
    private let executor = ThreadExecutor()
    /// Runs on its own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    let control: MasterControl
    private let period: Duration
    private let report: @Sendable (WorkerEvent) -> Void
    private let settled: @Sendable (WorkerConfiguration) -> Void
    private(set) var machine: WorkerMachine
    private(set) var identity: MasterIdentity?
    private var exit: (any DispatchSourceRead)?
    /// Where HAProxy's log ended when it was started or taken over.
    private var logMark = 0
    /// How long the latest look took, with what came of it.
    private var cost = Duration.zero
    /// What was sent before its configuration came.
    private var sent: [RuntimeCommand] = []
    /// A look may take a hundredth of the time, as long as they don't become too rare.
    private static let rarity = 100
    private static let longestPause = Duration.seconds(30)
    /// Time from one look to the next.
    private var pause: Duration {
        let pause = max(period, min(cost * Self.rarity, Self.longestPause))
        return held.isEmpty ? pause : min(pause, Self.handoverPause)
    }
    /// The same while servers wait to be replaced: clients of the new ones wait for it.
    private static let handoverPause = Duration.seconds(1)
    /// Servers that stay until those of the document are proven.
    public private(set) var held: [HeldServers] = []
    private let wakes: AsyncStream<Void>
    private nonisolated let waker: AsyncStream<Void>.Continuation

    /// A master in this folder.
    ///
    /// - Parameters:
    ///   - period: how often the worker is looked at when nothing happens.
    ///   - report: called with what happens, on the master's thread: it must not block.
    ///   - settled: called with each configuration that came into force, or still is.
    public init(
        _ settings: WorkerSettings, period: Duration = .seconds(5),
        report: @escaping @Sendable (WorkerEvent) -> Void = { _ in },
        settled: @escaping @Sendable (WorkerConfiguration) -> Void = { _ in }
    ) {
        control = MasterControl(settings: settings)
        machine = WorkerMachine(spacing: settings.spacing)
        self.period = period
        self.report = report
        self.settled = settled
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// This configuration is wanted.
    public func want(_ configuration: WorkerConfiguration) {
        machine.want(configuration)
        waker.yield()
    }

    /// The worker is to be looked at now.
    public func lookAgain() {
        machine.lookAgain()
        waker.yield()
    }

    /// Runs until it is cancelled; HAProxy goes on.
    public func run() async {
        mkdir(control.settings.folder, 0o700)
        var wakes = wakes.makeAsyncIterator()
        while !Task.isCancelled {
            let wait: Duration
            switch machine.next(at: .now) {
            case .bring(let configuration):
                let begin = ContinuousClock.now
                let result = bring(configuration)
                cost = ContinuousClock.now - begin
                machine.finished(result, at: .now)
                if case .done = result { settled(configuration) }
                // Wants that came meanwhile are let in first.
                await Task.yield()
                continue
            case .wait(let time): wait = time - .now
            case .rest: wait = pause
            }
            let timer = Task { [waker] in
                try await Task.sleep(for: wait)
                waker.yield()
            }
            let begin = ContinuousClock.now
            _ = await wakes.next()
            timer.cancel()
            if ContinuousClock.now - begin >= pause {
                machine.lookAgain()
            }
        }
        exit?.cancel()
    }

    /// Whether a master runs in this folder.
    public func isThere() -> Bool {
        if identity?.isRunning == true { return true }
        do throws(HostFailure) {
            return try control.running() != nil
        } catch {
            // It does not answer, but it is there.
            return true
        }
    }

    /// Brings this configuration now, and says what became of it; for programs that then end.
    ///
    /// - Parameter replaced: files of certificates that were written for it: their chains may be
    ///   others, which HAProxy does not tell.
    ///
    /// **Errors:** `HostFailure` with HAProxy's words.
    public func apply(
        _ configuration: WorkerConfiguration, replaced: [String] = []
    ) throws(HostFailure) {
        mkdir(control.settings.folder, 0o700)
        switch bring(configuration, replaced) {
        case .done: return
        case .refused(let words), .failed(let words):
            throw HostFailure(operation: "bring the proxies into force", reason: words)
        }
    }

    /// Ends HAProxy, with its connections; nothing is wanted any more.
    public func stop() {
        machine.forget()
        // One that does not answer is ended too.
        let found = identity ?? (try? control.running()) ?? control.noted
        guard let identity = found, identity.isRunning else { return }
        exit?.cancel()
        self.identity = nil
        kill(identity.pid, SIGTERM)
        let deadline = ContinuousClock.now + control.settings.patience
        while identity.isRunning {
            // Its workers end when it does.
            if ContinuousClock.now > deadline { kill(identity.pid, SIGKILL) }
            usleep(2_000)
        }
        // It is our child unless it was adopted.
        _ = ChildProcess.status(identity.pid)
    }

    // MARK: - One configuration

    private func bring(
        _ configuration: WorkerConfiguration, _ replaced: [String] = []
    ) -> WorkerMachine.Result {
        do throws(HostFailure) {
            if identity?.isRunning != true, let found = try control.running() {
                watch(found)
                report(.adopted(pid: found.pid))
            }
            guard let identity, identity.isRunning else { return try start(configuration) }
            return try change(configuration, replaced)
        } catch {
            return failed("\(error)")
        }
    }

    private func start(_ configuration: WorkerConfiguration) throws(HostFailure)
        -> WorkerMachine.Result
    {
        try configuration.checkListens()
        if let words = try control.put(configuration) {
            startLast()
            return refused(words)
        }
        try startFile()
        control.tidy(except: configuration.files)
        return .done(reloaded: true)
    }

    private func startFile() throws(HostFailure) {
        let started = try control.start()
        watch(started)
        report(.started(pid: started.pid))
    }

    /// Starts the last configuration that HAProxy took, when the one that is wanted is refused.
    private func startLast() {
        guard readText(control.settings.file) != nil else { return }
        do throws(HostFailure) { try startFile() } catch { report(.failed("\(error)")) }
    }

    private func change(
        _ document: WorkerConfiguration, _ replaced: [String]
    ) throws(HostFailure) -> WorkerMachine.Result {
        control.emptyLog()
        anticipate(document.proxies)
        let (observed, states) = try control.observe(
            certificates: document.proxies.certificates.map(\.file))
        // Servers that work stay until one of those that replace them is proven.
        let handover = ProxyHandover(
            from: states, file: readText(control.settings.file), to: document)
        note(handover.held)
        let configuration = handover.configuration
        let wanted = configuration.proxies
        let loaded = machine.inForce?.proxies.certificates ?? []
        let changes = ProxyChanges(
            from: observed, to: wanted,
            loaded: loaded + replaced.map { WantedCertificate(file: $0, fingerprint: "", pem: "") },
            unproven: handover.unproven)
        let before = readText(control.settings.file)
        if !changes.reloads.isEmpty { try configuration.checkListens() }
        if let words = try control.put(configuration) { return refused(words) }
        guard !changes.isEmpty else { return .done(reloaded: false) }
        var reasons = changes.reasons(from: before, to: configuration.text)
        if reasons.isEmpty {
            let isDrift = machine.inForce == configuration && handover.held.isEmpty
            do throws(CommandFailure) {
                try control.run(changes.commands)
                report(.changed(changes.visible.map(\.description), isDrift: isDrift))
                return .done(reloaded: false)
            } catch {
                // What could not be sent, a reload may read; what was read and is of no use, not.
                if case .commitCertificate = error.command { return refused("\(error.failure)") }
                reasons = ["\(error.failure)"]
            }
        }
        if let words = try control.reload(
            servers: states, wanted: wanted, unproven: handover.unproven)
        {
            // A master that is started again is to find the file that works.
            if let before { try replaceFile(control.settings.file, with: before) }
            return refused(words)
        }
        control.tidy(except: configuration.files)
        report(.reloaded(because: reasons))
        return .done(reloaded: true)
    }

    /// Sends what only the values of servers ask for before anything is looked at: to look at ten
    /// thousand servers, and to check and write their file, takes longer than to change one.
    ///
    /// What is looked at then says whether that was enough.
    private func anticipate(_ wanted: WantedProxies) {
        guard let inForce = machine.inForce?.proxies,
            let commands = wanted.commands(from: inForce), !commands.isEmpty, commands != sent
        else { return }
        send(commands)
        sent = []
    }

    /// Sends commands before the configuration comes that they are a part of.
    public func send(_ commands: [RuntimeCommand]) {
        guard identity?.isRunning == true, machine.inForce != nil, !commands.isEmpty else { return }
        do throws(CommandFailure) {
            try control.run(commands)
            sent = commands
            report(.changed(commands.map(\.description), isDrift: false))
        } catch {
            // The look finds what is missing, and knows what to do about it.
        }
    }

    private func refused(_ words: String) -> WorkerMachine.Result {
        if machine.complaint != words { report(.refused(words)) }
        return .refused(words)
    }

    private func failed(_ words: String) -> WorkerMachine.Result {
        if machine.complaint != words { report(.failed(words)) }
        return .failed(words)
    }

    /// Notes which servers stay until others are proven.
    func note(_ held: [HeldServers]) {
        self.held = held
    }

    // MARK: - Its end

    /// A descriptor of a process becomes readable when it ends, whoever's child it is.
    ///
    /// **Source:** `pidfd_open(2)`.
    private func watch(_ identity: MasterIdentity) {
        exit?.cancel()
        self.identity = identity
        logMark = fileSize(control.settings.log)
        let descriptor = pidfd_open(identity.pid, 0)
        guard descriptor >= 0 else { return ended(identity) }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler { [weak self] in
            source.cancel()
            Task { await self?.ended(identity) }
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
        exit = source
    }

    private func ended(_ ended: MasterIdentity) {
        guard identity == ended else { return }
        // It is our child unless it was adopted.
        _ = ChildProcess.status(ended.pid)
        identity = nil
        report(.ended(pid: ended.pid, words: control.lastWords(from: logMark)))
        if machine.inForce == nil, machine.complaint != nil {
            // It served what an earlier Ballast had brought, and goes on with that; not in a rush.
            usleep(UInt32(control.settings.spacing / .microseconds(1)))
            startLast()
        }
        lookAgain()
    }
}
