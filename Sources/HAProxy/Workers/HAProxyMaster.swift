import Addresses
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
    let report: @Sendable (WorkerEvent) -> Void
    private let settled: @Sendable (WorkerConfiguration) -> Void
    var machine: WorkerMachine
    var identity: MasterIdentity?
    var exit: (any DispatchSourceRead)?
    /// Masters that end, and whose exit status this process must collect.
    var former: [Int32] = []
    /// Where HAProxy's log ended when it was started or taken over.
    var logMark = 0
    /// Processor time of the latest look that changed nothing.
    private var cost = Duration.zero
    /// The steps of the latest ``apply(_:replaced:)``.
    var applied: [ProxyStep] = []
    /// Where HAProxy can't listen, or is not alone, and why.
    var obstacles: [ListenCheck.Obstacle] = []
    /// The latest configuration that had to do without some of its listeners, and what it became.
    var reduced: Reduction?
    /// The proxies and SSL services that HAProxy refuses while the others follow the document.
    public internal(set) var refusals: [RefusedProxy] = []
    /// The wanted configuration, and the reduced one without the refused proxies.
    var partial: (whole: WorkerConfiguration, rest: WorkerConfiguration)?
    /// HAProxy's complaints by proxy, collected while a configuration is checked.
    var found: [String: [String]] = [:]
    /// Why the last configuration that served can't be started; nil: it was not tried, or could.
    var lastFailure: String?
    /// Since when nothing answers, in words; nil: it answers.
    var silence: String?
    /// What is in force, and is not in the copy yet.
    private var unsaved: WorkerConfiguration?
    /// Whether values were sent that are not in the file yet.
    private var isFileBehind = false
    /// Why the latest copy could not be made; nil: it could.
    private var copyFailure: String?
    /// Whether what runs is kept alive although nothing was wanted yet.
    private var keepsLast = false

    /// Time from one look to the next.
    private var pause: Duration {
        let pause = LookPace(period: period).pause(after: cost)
        return held.isEmpty ? pause : min(pause, Self.handoverPause)
    }
    /// The same while servers wait to be replaced: clients of the new ones wait for it.
    private static let handoverPause = Duration.seconds(1)
    /// Servers that stay until those of the document are proven.
    public private(set) var held: [HeldServers] = []
    private let wakes: AsyncStream<Void>
    private nonisolated let waker: AsyncStream<Void>.Continuation

    /// A configuration, and the same without the listeners that are in the way.
    struct Reduction {
        let whole: WorkerConfiguration
        let without: Set<Endpoint>
        let absent: Set<Endpoint>
        let file: String?
        let rest: WorkerConfiguration
    }

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

    /// Brings this configuration into force, in place of any that waits.
    ///
    /// Values of servers are sent at once. Where nothing else differs, the file follows with the
    /// next look, so a change among ten thousand servers costs no look of its own.
    public func want(_ configuration: WorkerConfiguration) {
        keepsLast = false
        if sendValues(of: configuration), machine.settle(configuration) {
            isFileBehind = true
            settled(configuration)
            return
        }
        machine.want(configuration)
        waker.yield()
    }

    /// The worker is to be looked at now.
    public func lookAgain() {
        machine.lookAgain()
        waker.yield()
    }

    /// Watches a master that an earlier Ballast left, and starts it again when it ends, though
    /// nothing is known yet of what it should serve.
    public func adopt() {
        guard machine.isIdle, identity == nil, fileExists(control.settings.folder) else { return }
        do throws(HostFailure) {
            guard let found = try control.running() else { return }
            watch(found)
            keepsLast = true
            report(.adopted(pid: found.pid))
        } catch {
            // It is asked again with the first document.
        }
    }

    /// Starts the last good configuration if no HAProxy runs and no document is in force; its
    /// copy, if its folder was lost.
    public func startKept() {
        adopt()
        guard machine.isIdle, identity == nil, !keepsLast else { return }
        let copy = control.settings.copies.map { "\($0)/haproxy.cfg" }
        guard fileExists(control.settings.file) || copy.map(fileExists) == true else { return }
        keepsLast = true
        waker.yield()
    }

    /// Runs until it is cancelled; HAProxy goes on.
    public func run() async {
        var wakes = wakes.makeAsyncIterator()
        while !Task.isCancelled {
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

    private func work(on configuration: WorkerConfiguration) {
        let begin = threadTime()
        let isLook = machine.isLooking
        let result = bring(configuration)
        machine.finished(result, at: .now)
        guard case .done(let reloaded) = result else { return }
        if isLook, !reloaded { cost = threadTime() - begin }
        if !isLook || reloaded || isFileBehind { unsaved = configuration }
        isFileBehind = false
        settled(configuration)
    }

    /// What is done when nothing waits.
    private func rest() {
        former.removeAll { ChildProcess.end(of: $0) != nil }
        if let configuration = unsaved { save(configuration) }
        if keepsLast, identity?.isRunning != true { startLast() }
    }

    /// Keeps a copy of what serves; one that can't be made is tried again after the next change.
    private func save(_ configuration: WorkerConfiguration) {
        unsaved = nil
        guard let copies = control.settings.copies else { return }
        let taken = partial.flatMap { $0.whole == configuration ? $0.rest : nil } ?? configuration
        let served = reduced.flatMap { $0.whole == taken ? $0.rest : nil } ?? taken
        do throws(HostFailure) {
            try KeptConfiguration(folder: copies, settings: control.settings).save(
                sideFiles: served.files.map(\.name),
                certificates: served.proxies.certificates.map(\.file)
                    + served.formerCertificates(in: control.settings.folder))
            copyFailure = nil
        } catch {
            if copyFailure != "\(error)" { report(.notKept("\(error)")) }
            copyFailure = "\(error)"
        }
    }

    /// Whether a master runs in this folder.
    public func isThere() -> Bool {
        if identity?.isRunning == true { return true }
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
        if let obstacle = obstacles.first { throw obstacle.failure }
        if let refusal = refusals.first {
            throw HostFailure(
                operation: "bring proxy \(refusal.name) into force", reason: refusal.words)
        }
        return applied
    }

    /// Tells an unreachable HAProxy of this folder to end with its last connection.
    public func endStrays() {
        guard identity == nil else { return }
        endFormerMasters(except: nil)
    }

    /// Ends HAProxy, with its connections; nothing is wanted any more.
    public func stop() {
        machine.forget()
        unsaved = nil
        keepsLast = false
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
        _ = ChildProcess.end(of: identity.pid)
    }

    /// Notes which servers stay until others are proven.
    func note(_ held: [HeldServers]) {
        self.held = held
    }

    /// Wakes the loop, which starts what is in force again.
    func startAgain() {
        machine.startAgain(at: .now)
        waker.yield()
    }
}
