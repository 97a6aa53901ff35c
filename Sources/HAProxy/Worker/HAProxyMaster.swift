import Files
import Glibc
import Model
import Synchronization

/// A master with its workers: started, adopted, reloaded, watched, and started again when it ends.
///
/// It runs in a session of its own and goes on when this process ends. All that blocks does so on
/// a thread of this actor's own.
public actor HAProxyMaster {
    private let executor = QueueExecutor(label: "ballast.haproxy")
    /// Runs on its own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    let control: MasterControl
    /// Sends values of servers while this actor is at work.
    public nonisolated let lane: ValueLane
    private let events: @Sendable (WorkerEvent) -> Void
    private let settled: @Sendable (WorkerConfiguration) -> Void
    private let inbox = WantedInbox()
    var machine: WorkerMachine
    var process = WatchedMaster()
    /// The endpoints on which HAProxy can't listen.
    var listeners = ListenerObstacles()
    /// The proxies that HAProxy refuses while it serves the others.
    var refusals = ProxyRefusals()
    var failures = MasterFailures()
    private var copy = PendingCopy()
    private var looks: LookSchedule
    /// The steps of the latest ``apply(_:replaced:)``.
    var applied: [ProxyStep] = []
    private let staying = Mutex<[HeldServers]>([])

    /// Servers that stay until those of the document are proven.
    ///
    /// A status reads them while this actor waits for a worker that hangs.
    public nonisolated var held: [HeldServers] { staying.withLock { $0 } }

    /// The time until the next look.
    private var pause: Duration { looks.pause(duringHandover: !held.isEmpty) }

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
        lane = ValueLane(control)
        machine = WorkerMachine(spacing: settings.spacing)
        looks = LookSchedule(period: period)
        events = report
        self.settled = settled
    }

    /// Brings this configuration into force, in place of any that waits.
    ///
    /// Values of servers are sent at once. Where nothing else differs, the file follows with the
    /// next look, so a change among ten thousand servers costs no look of its own.
    public nonisolated func want(_ configuration: WorkerConfiguration) async {
        inbox.put(configuration)
        await takeNext()
    }

    /// Brings this configuration into force, like ``want(_:)``, and does not wait until the master
    /// has taken it.
    ///
    /// Of several that are wanted during a reload, only the last one follows.
    public nonisolated func post(_ configuration: WorkerConfiguration) {
        inbox.put(configuration)
        inbox.signal.wake()
    }

    private func takeNext() {
        guard let configuration = inbox.take() else { return }
        if sendValues(of: configuration), machine.settle(configuration) {
            copy.sentValues()
            settled(configuration)
            return
        }
        sendResults(of: configuration)
        machine.want(configuration)
        inbox.signal.wake()
    }

    /// The worker is to be looked at now.
    public func lookAgain() {
        machine.lookAgain()
        inbox.signal.wake()
    }

    /// Watches a master that an earlier Ballast left, and starts it again when it ends, though
    /// nothing is known yet of what it should serve.
    public func adopt() {
        guard machine.isIdle, process.identity == nil, fileExists(control.settings.folder) else {
            return
        }
        do throws(HostFailure) {
            guard let found = try control.running() else { return }
            watch(found)
            machine.keepLast()
            report(.adopted(pid: found.pid))
        } catch {
            // It is asked again with the first document.
        }
    }

    /// Starts the last good configuration if no HAProxy runs and no document is in force; its
    /// copy, if its folder was lost.
    public func startKept() {
        adopt()
        guard machine.isIdle, process.identity == nil, !machine.keepsLast else { return }
        let copy = control.settings.copies.map { "\($0)/haproxy.cfg" }
        guard fileExists(control.settings.file) || copy.map(fileExists) == true else { return }
        machine.keepLast()
        inbox.signal.wake()
    }

    /// Runs until it is cancelled; HAProxy goes on.
    public func run() async {
        var wakes = inbox.signal.stream.makeAsyncIterator()
        while !Task.isCancelled {
            takeNext()
            let wait: Duration
            switch machine.next(at: .now) {
            case .bring(let configuration):
                work(on: configuration)
                // Wants that came meanwhile are let in first.
                await Task.yield()
                continue
            case .wait(let time): wait = time - .now
            case .rest:
                rest()
                wait = pause
            }
            let timer = Task { [inbox] in
                try await Task.sleep(for: wait)
                inbox.signal.wake()
            }
            let begin = ContinuousClock.now
            _ = await wakes.next()
            timer.cancel()
            if ContinuousClock.now - begin >= pause {
                machine.lookAgain()
            }
        }
        process.stopWatching()
    }

    private func work(on configuration: WorkerConfiguration) {
        let begin = threadTime()
        let isLook = machine.isLooking
        // A look may take these values for changes by another program, and is then outdated.
        if !isLook || looks.mayBeOutdated { openLane(besides: configuration) }
        let result = bring(configuration)
        lane.open(to: nil)
        machine.finished(result, at: .now)
        guard case .done(let reloaded) = result else { return }
        if isLook, !reloaded { looks.note(cost: threadTime() - begin) }
        copy.finished(configuration, isLook: isLook, reloaded: reloaded)
        settled(configuration)
    }

    /// Opens the lane to the worker while this actor works on a configuration, unless the servers
    /// that the worker should have are not those of the document.
    private func openLane(besides configuration: WorkerConfiguration) {
        guard held.isEmpty, refusals.proxies.isEmpty, let inForce = machine.inForce else { return }
        lane.open(to: inForce)
        // Values that arrived before could not be sent.
        guard let waiting = inbox.waiting else { return }
        Task { [lane] in await lane.send(waiting, after: configuration) }
    }

    /// Whether the steps of a look may undo values that the lane has sent, because another
    /// configuration is wanted.
    func isOutdated(_ steps: [ProxyStep]) -> Bool {
        let isOutdated = !steps.isEmpty && looks.mayBeOutdated && inbox.waiting != nil
        looks.note(isOutdated: isOutdated)
        return isOutdated
    }

    /// Does the work that waits until nothing else is wanted.
    private func rest() {
        process.collect()
        if let configuration = copy.take() {
            openLane(besides: configuration)
            save(configuration)
            lane.open(to: nil)
        }
        if machine.keepsLast, process.running == nil { startLast() }
    }

    /// Reports an event, if there is one.
    func report(_ event: WorkerEvent?) {
        if let event { events(event) }
    }

    /// Copies the configuration that serves.
    private func save(_ configuration: WorkerConfiguration) {
        guard let copies = control.settings.copies else { return }
        let served = listeners.served(refusals.accepted(configuration))
        do throws(HostFailure) {
            try KeptConfiguration(folder: copies, settings: control.settings).save(
                sideFiles: served.files.map(\.name),
                certificates: served.proxies.certificates.map(\.file)
                    + served.formerCertificates(in: control.settings.folder))
            report(copy.ended(nil))
        } catch {
            report(copy.ended("\(error)"))
        }
    }

    /// Whether a master runs in this folder.
    public func isThere() -> Bool {
        if process.running != nil { return true }
        do throws(HostFailure) {
            return try control.running() != nil
        } catch {
            // It does not answer, but it is there.
            return error.errno != nil
        }
    }

    /// Brings this configuration into force now, for programs that then end; the applied steps.
    ///
    /// - Parameter replaced: files of certificates that were written for it: their chains may be
    ///   others, which HAProxy does not tell.
    ///
    /// **Errors:** `HostFailure` with HAProxy's words, or with the first address on which it can't
    /// listen, though all else was brought.
    public func apply(
        _ configuration: WorkerConfiguration, replaced: [String] = []
    ) throws(HostFailure) -> [ProxyStep] {
        applied = []
        switch bring(configuration, replaced) {
        case .done: save(configuration)
        case .refused(let words), .failed(let words):
            throw HostFailure(operation: "bring the proxies into force", reason: words)
        }
        if let obstacle = listeners.obstacles.first { throw obstacle.failure }
        if let refusal = refusals.proxies.first {
            throw HostFailure(
                operation: "bring proxy \(refusal.name) into force", reason: refusal.words)
        }
        return applied
    }

    /// Tells an unreachable HAProxy of this folder to end with its last connection.
    public func endStrays() {
        guard process.identity == nil else { return }
        endFormerMasters(except: nil)
    }

    /// Ends HAProxy, with its connections; nothing is wanted any more.
    public func stop() {
        _ = inbox.take()
        machine.forget()
        copy.forget()
        // One that does not answer is ended too.
        let found = process.identity ?? (try? control.running()) ?? control.noted
        guard let identity = found, identity.isRunning else { return }
        process.forget()
        kill(identity.pid, SIGTERM)
        let deadline = ContinuousClock.now + control.settings.patience
        while identity.isRunning {
            // Its workers end when it does.
            if ContinuousClock.now > deadline { kill(identity.pid, SIGKILL) }
            usleep(2_000)
        }
        // It is our child unless it was adopted.
        _ = ChildProcess.end(of: identity.pid)
    }

    /// Notes which servers stay until others are proven.
    func note(_ held: [HeldServers]) {
        staying.withLock { $0 = held }
        if !held.isEmpty { lane.open(to: nil) }
    }

    /// Wakes the loop, which starts what is in force again.
    func startAgain() {
        machine.startAgain(at: .now)
        inbox.signal.wake()
    }
}
