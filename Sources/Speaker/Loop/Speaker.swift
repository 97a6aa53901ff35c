import Addresses
import CGNU
import Glibc
import Kernel
import Model
import VRRP

/// The election process: one thread that waits for packets, timers, link events and the
/// controller, and drives an election for each group of virtual addresses.
///
/// It writes no file and no log: events stay in memory until a controller takes them.
public final class Speaker {
    let network: Network
    let server: ControlServer
    let session = UInt32.random(in: 1...UInt32.max)
    var settings: SpeakerSettings?
    var runners: [GroupRunner] = []
    /// Groups that are handed over, because the settings no longer have them.
    var leaving: [GroupRunner] = []
    /// Whether groups have started.
    var hasStarted = false
    /// Whether the next groups keep the addresses that this node has.
    var keepsAddresses = false
    var controller: ControlConnection?
    var controllerHeard: ElectionMoment?
    var reported: UInt64 = 0
    private(set) var isStopping = false
    private(set) var scheduling = Scheduling()
    private(set) var longestDelay = Duration.zero
    private(set) var lateTimers = 0
    private let clock: BootClock
    private let signals: Int32
    private var maintenance: ElectionMoment
    private var socketFailure: SocketFailure?

    /// Time without a request after which a controller counts as lost.
    static let controllerSilence = Duration.seconds(15)

    /// Opens the control socket and the sockets of the kernel.
    ///
    /// **Errors:** ``SocketFailure`` when another process has the socket's lock, or the directory
    /// is not safe; `HostFailure` for netlink.
    public init(socket path: String) throws {
        clock = try BootClock()
        server = try ControlServer(path: path)
        network = try Network(clock: clock)
        signals = try Self.signals()
        maintenance = clock.now + .seconds(1)
    }

    deinit {
        close(signals)
    }

    /// Runs until SIGTERM, SIGINT or a request has ended all elections in order.
    public func run() {
        scheduling.acquire()
        while !(isStopping && runners.isEmpty && leaving.isEmpty) {
            wait()
            let now = clock.now
            takeChanges(now)
            takePackets()
            takeRequests()
            if takeSignals() { stop() }
            runTimers()
            finish()
            sendEvents()
        }
        server.remove()
    }

    /// Hands all roles over, and lets ``run()`` return.
    func stop() {
        guard !isStopping else { return }
        isStopping = true
        for runner in runners { runner.handle(.stop, clock.now) }
    }

    /// Waits for the next event or timer.
    private func wait() {
        let wakes = (runners + leaving).flatMap { [$0.wake, $0.announceAt].compactMap(\.self) }
        clock.arm(at: min(wakes.min() ?? maintenance, maintenance))
        let connections = server.connections.map {
            pollfd(
                fd: $0.descriptor, events: Int16(POLLIN | ($0.hasOutput ? POLLOUT : 0)), revents: 0)
        }
        var waits =
            ([clock.descriptor, signals, network.watch.descriptor, server.listener]
            + network.ports.flatMap(\.descriptors))
            .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) } + connections
        guard poll(&waits, nfds_t(waits.count), -1) > 0, waits[0].revents != 0 else { return }
        let due = clock.armed
        clock.expire()
        guard let due else { return }
        let delay = clock.now - due
        longestDelay = max(longestDelay, delay)
        if delay > .milliseconds(10) { lateTimers += 1 }
    }

    private func takeChanges(_ now: ElectionMoment) {
        let changes = network.takeChanges()
        // Before a link without an interface removes addresses that are no longer on it.
        if changes.hasNewNames { for runner in runners + leaving { runner.inspectNow() } }
        let sources = network.ports.flatMap(\.status.sources)
        let lostSource = changes.removed.contains { sources.contains($0.prefix.address) }
        if changes.hasNewLinks || lostSource { refresh(now) }
        for runner in runners {
            runner.addresses.noteChanges(added: changes.added, removed: changes.removed)
            if changes.isIncomplete { runner.addresses.noteDoubt() }
            for address in changes.removed { runner.restore(address) }
            runner.announce(on: changes.newHardwareAddresses)
        }
    }

    /// Adapts the links and the elections to the interfaces.
    func refresh(_ now: ElectionMoment) {
        let routers = settings?.groups.flatMap(\.routers) ?? []
        let before = network.ports.map(\.status.sources)
        network.refresh(routers)
        let hasNewSources = before != network.ports.map(\.status.sources)
        for runner in runners {
            if hasNewSources, let settings { runner.replace(runner.settings, of: settings, now) }
            runner.updateLinks(now)
            runner.updateCondition(now)
        }
    }

    /// Delivers waiting packets before the timers: a process that was stopped must read first that
    /// another node is active.
    private func takePackets() {
        for port in network.ports {
            for datagram in port.receive() { deliver(datagram, from: port) }
        }
    }

    private func runTimers() {
        let now = clock.now
        for runner in runners + leaving {
            if let wake = runner.wake, wake <= now { runner.handle(.timer, now) }
            runner.continueAnnouncing()
        }
        guard maintenance <= now else { return }
        maintenance = now + .seconds(1)
        if network.ports.contains(where: { $0.status.fault != nil }) { refresh(now) }
        for runner in runners { runner.maintain(now) }
        network.reportRefusals()
        restoreSocket()
        if let heard = controllerHeard, now - heard > Self.controllerSilence { loseController() }
    }

    /// Listens again if the control socket was removed.
    ///
    /// A second process that has taken its place has the controller: this one ends.
    private func restoreSocket() {
        do throws(SocketFailure) {
            guard try server.restore() else { return }
            socketFailure = nil
            network.report(SpeakerEvent(.socketRestored, server.path))
        } catch {
            if error != socketFailure {
                socketFailure = error
                network.report(
                    SpeakerEvent(.socketFailed, server.path, value: error.description))
            }
            if error.number == EWOULDBLOCK { stop() }
        }
    }

    /// Removes elections that have ended, and starts those that waited for them.
    private func finish() {
        runners.removeAll(where: \.isFinished)
        leaving.removeAll(where: \.isFinished)
        if leaving.isEmpty, !isStopping { startGroups(clock.now) }
    }

    /// The current moment.
    var now: ElectionMoment { clock.now }

    private func takeSignals() -> Bool {
        var signal = signalfd_siginfo()
        var isEnd = false
        while read(signals, &signal, MemoryLayout<signalfd_siginfo>.size) > 0 {
            isEnd = isEnd || signal.ssi_signo != UInt32(SIGHUP)
        }
        return isEnd
    }

    private static func signals() throws(SocketFailure) -> Int32 {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
        sigprocmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
        let descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard descriptor >= 0 else { throw .last("wait for signals") }
        return descriptor
    }
}
