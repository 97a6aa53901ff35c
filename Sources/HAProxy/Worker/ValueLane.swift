import Addresses
import Files
import Model
import Planning
import Synchronization

/// A way to the current worker for values of servers while the master loads another configuration,
/// or looks at ten thousand servers, which can take seconds.
///
/// The next worker does not have these values, so they are sent again, and the master sends them
/// too.
public actor ValueLane {
    private let executor = QueueExecutor(label: "ballast.haproxy.values")
    /// Runs on its own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private let control: MasterControl
    private nonisolated let state = Mutex(State())

    private struct State {
        /// The configuration of the worker; nil: the lane is closed.
        var inForce: WorkerConfiguration?
        /// The configuration whose values were sent last since the lane was opened; nil: none.
        var sent: WorkerConfiguration?
    }

    /// Creates a closed lane.
    init(_ control: MasterControl) {
        self.control = control
    }

    /// Opens the lane to the worker with this configuration, or closes it: at all other times the
    /// master sends values itself.
    nonisolated func open(to inForce: WorkerConfiguration?) {
        state.withLock { $0 = State(inForce: inForce) }
    }

    /// Sends the values in which a configuration differs from another one.
    ///
    /// Nothing is sent if the lane is closed, if more than values differs, or if a handover can
    /// begin with them, and nothing for a server that the worker has elsewhere.
    public func send(_ wanted: WorkerConfiguration, after former: WorkerConfiguration) {
        guard state.withLock({ $0.inForce != nil }),
            let steps = planValues(from: former.proxies, to: wanted.proxies), steps.areHarmless
        else { return }
        let inForce = state.withLock { state in
            if state.inForce != nil { state.sent = wanted }
            return state.inForce
        }
        guard let inForce else { return }
        let known = steps.changing(serversLike: inForce.proxies, in: wanted.proxies)
        // Other values reach the next worker.
        if known.areHarmless { try? control.run(known.commands(to: wanted.proxies.frame)) }
    }

    /// Sends the values that the former worker was sent to the one that has just loaded a
    /// configuration.
    func sendAgain(after loaded: WorkerConfiguration) {
        guard let sent = state.withLock({ $0.inForce == nil ? nil : $0.sent }),
            let steps = planValues(from: loaded.proxies, to: sent.proxies), steps.areHarmless
        else { return }
        // The master sends them too.
        try? control.run(steps.commands(to: sent.proxies.frame))
    }
}

extension [ProxyStep] {
    /// Whether the steps may be applied before a look: no handover can begin with them.
    var areHarmless: Bool {
        !isEmpty && (!contains { $0.phase == .lowering } || !contains(where: \.mayRaise))
    }

    /// Returns the steps for servers that have the same endpoint in both.
    fileprivate func changing(
        serversLike worker: DesiredProxies, in wanted: DesiredProxies
    ) -> [ProxyStep] {
        let changed = Set(compactMap(\.changedServer))
        let backends = Set(changed.map(\.backend))
        func places(_ proxies: DesiredProxies) -> Set<ServerEndpoint> {
            Set(
                proxies.servers.lazy.filter { backends.contains($0.backend) }
                    .map { ServerEndpoint(id: $0.id, endpoint: $0.endpoint) })
        }
        let same = Set(places(worker).intersection(places(wanted)).map(\.id))
        return filter { $0.changedServer.map(same.contains) ?? false }
    }
}

/// A server with its endpoint.
private struct ServerEndpoint: Hashable {
    let id: BackendServerID
    let endpoint: Endpoint
}

extension ProxyStep {
    /// The server whose values the step changes; nil: another step.
    fileprivate var changedServer: BackendServerID? {
        if case .changeServer(let id, _, _) = self { id } else { nil }
    }
}
