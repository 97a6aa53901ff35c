import Files
import Model
import Planning
import Synchronization

/// A way to the current worker for values of servers while the master loads another configuration,
/// which can take seconds.
///
/// The next worker does not have these values, so the master sends them again.
public actor ValueLane {
    private let executor = QueueExecutor(label: "ballast.haproxy.values")
    /// Runs on its own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private let control: MasterControl
    private nonisolated let isOpen = Mutex(false)

    /// Creates a closed lane.
    init(_ control: MasterControl) {
        self.control = control
    }

    /// Opens or closes the lane: at all other times the master sends values itself.
    nonisolated func open(_ isOpen: Bool) { self.isOpen.withLock { $0 = isOpen } }

    /// Sends the values in which a configuration differs from another one.
    ///
    /// Nothing is sent if the lane is closed, if more than values differs, or if a handover can
    /// begin with them.
    public func send(_ wanted: WorkerConfiguration, after former: WorkerConfiguration) {
        guard isOpen.withLock(\.self),
            let steps = planValues(from: former.proxies, to: wanted.proxies), steps.areHarmless
        else { return }
        // A server that only the next worker has can't be changed in this one.
        try? control.run(steps.commands(to: wanted.proxies.frame))
    }
}

extension [ProxyStep] {
    /// Whether the steps may be applied before a look: no handover can begin with them.
    var areHarmless: Bool {
        !isEmpty && (!contains { $0.phase == .lowering } || !contains(where: \.mayRaise))
    }
}
