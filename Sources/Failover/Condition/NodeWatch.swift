import Files
import Model
import Planning
import VRRP

/// The condition of this node: the controller's, the tracks and the gateways of the document.
public actor NodeWatch {
    private let gateways = GatewayWatch()
    private let tracks = TrackWatch()
    private let ports: Ports
    /// Whether a document has been followed.
    private var isFollowing = false
    private var failover: Failover?
    private var own: [OwnFault: Debounced] = [:]
    /// The latest fitness; nil: none yet.
    private var latest: NodeFitness?
    private var patience = SyncPatience()
    private var losses = CarrierLosses()
    private var sync = SyncWatch()
    /// Whether the cluster has revoked this node.
    private var isRevoked = false
    private var states: [FailoverStatus.Gateway] = []
    private var isKnown = false
    /// The faults that count now.
    public private(set) var faults: [NodeFault] = []
    /// The faults with an event, by subject: a reason that changes is no other fault.
    private var reported: [String: NodeFault] = [:]

    /// A fault of the controller itself.
    private enum OwnFault: String, CaseIterable {
        case document, host, proxies, revocation

        /// The time for which it has to last: restarts are shorter.
        var delay: Duration {
            switch self {
            case .document, .host: .seconds(3)
            case .proxies: .seconds(5)
            case .revocation: .zero
            }
        }
    }

    /// The sources of the condition, and the receiver of events.
    public struct Ports: Sendable {
        /// Returns the fitness of the controller; nil: not known yet.
        let fitness: @Sendable () async -> NodeFitness?
        /// Returns whether the cluster has revoked this node.
        let isRevoked: @Sendable () async -> Bool
        /// Receives events.
        let tell: @Sendable (Event.Kind, String) async -> Void

        /// Creates a set of sources.
        public init(
            fitness: @escaping @Sendable () async -> NodeFitness?,
            isRevoked: @escaping @Sendable () async -> Bool = { false },
            tell: @escaping @Sendable (Event.Kind, String) async -> Void
        ) {
            self.fitness = fitness
            self.isRevoked = isRevoked
            self.tell = tell
        }
    }

    /// Creates a watch.
    public init(_ ports: Ports) {
        self.ports = ports
    }

    /// Follows another document.
    ///
    /// - Parameter node: the name of this node; nil: the document has none of this host.
    public func follow(_ spec: Spec, node: String?) async {
        isFollowing = true
        let given = spec.cluster?.connectionSync
        let isBoth = given.map { $0.role == .automatic || $0.role == .both } ?? false
        sync.follow(isBoth && spec.cluster?.failover != nil ? given : nil, node: node)
        failover = spec.cluster?.failover
        isKnown = false
        if failover == nil { faults = [] }
        await gateways.follow(failover?.gateways ?? [], on: spec.gatewayInterfaces)
        await tracks.follow(failover?.tracks ?? [])
    }

    /// Looks once a second until cancellation.
    public func run() async {
        repeat { await turn() } while (try? await RoutinePause.wait(.seconds(1))) != nil
    }

    private func turn() async {
        // Without any document the fitness matters too: an election of an earlier run may go on.
        guard failover != nil || !isFollowing else { return }
        let fitness = await ports.fitness()
        await checkConnections(fitness)
        isRevoked = await ports.isRevoked()
        await gateways.turn()
        await tracks.turn(latest)
        let earlier = states
        states = await gateways.states
        let tracked = await tracks.faults
        let hasRun = await tracks.isKnown
        isKnown = latest != nil && hasRun && states.allSatisfy { $0.isReached != nil }
        for (before, after) in zip(earlier, states) where before.address == after.address {
            guard before.isReached != after.isReached, let isReached = after.isReached,
                before.isReached != nil || !isReached
            else { continue }
            await ports.tell(
                isReached ? .recovered : .failed,
                "failover: the gateway \(after.address) \(isReached ? "answers" : "is lost")")
        }
        let before = reported
        let current = ownFaults() + tracked
        faults = current.map(\.fault)
        reported = Dictionary(current.map { ($0.subject, $0.fault) }) { first, _ in first }
        guard failover != nil else {
            // A node without failover has no election in which its faults count.
            reported = [:]
            return
        }
        for (subject, fault) in current where before[subject] == nil {
            let effect = fault.weight.map { "its priority is lower by \($0)" } ?? "it is last"
            await ports.tell(
                .failed, "failover: this node is worse off, \(effect): \(fault.reason)")
        }
        let ended = before.filter { reported[$0.key] == nil }.map(\.value.reason)
        for reason in ended.sorted() {
            await ports.tell(.recovered, "failover: the fault has ended: \(reason)")
        }
    }

    /// Looks at the link of the synchronised connections.
    private func checkConnections(_ fitness: NodeFitness?) async {
        let now = ContinuousClock.now
        sync.turn(at: now)
        let link = fitness?.connectionLink
        let host = link == nil ? nil : HostFacts(processes: [])
        let hasCarrier = link.flatMap { host?.hasCarrier($0.interface) }
        let wasLost = link.map {
            losses.hasRisen(CarrierLosses.count(of: $0.interface), of: $0.interface)
        }
        let isCut = hasCarrier == false || wasLost == true || !sync.silent.isEmpty
        latest = patience.limited(fitness, isCut: isCut, at: now)
        for event in sync.takeEvents() { await ports.tell(event.kind, event.sentence) }
    }

    /// Replaces the nodes that send probes over the link of the synchronised connections, with the
    /// time for which they do.
    public func expect(probesOf nodes: [String: Duration]) {
        sync.expect(nodes, at: .now)
    }

    /// The losses of messages over that link, a sentence for each node.
    public var syncLosses: [String] { sync.sentences }

    private func ownFaults() -> [(subject: String, fault: NodeFault)] {
        guard let latest else { return [] }
        return OwnFault.allCases.compactMap { fault in
            let reason: String? =
                switch fault {
                case .document: latest.hasDocument ? nil : UnreadyReason.document.sentence
                case .host: latest.failure?.description
                case .proxies: latest.lacksProxies ? UnreadyReason.proxies.sentence : nil
                case .revocation: isRevoked ? UnreadyReason.revocation.sentence : nil
                }
            own[fault, default: Debounced()].update(reason != nil, delay: fault.delay)
            guard own[fault]?.isHolding == true else { return nil }
            return reason.map { (fault.rawValue, NodeFault(reason: $0)) }
        }
    }

    /// The gateways with their states.
    public var reachability: [FailoverStatus.Gateway] { states }

    /// Whether this node waits for the connections of the master.
    public var awaitsConnections: Bool { latest?.knowsConnections == false }

    /// The reasons for which ``condition`` is unknown or not ready; empty: the node is ready.
    public var unready: [UnreadyReason] {
        guard let latest else { return [.start] }
        // Another document is followed by the next turn.
        let hasTracks = failover.map { !$0.gateways.isEmpty || !$0.tracks.isEmpty } ?? false
        return (isRevoked ? [.revocation] : []) + latest.unready
            + (isKnown || !hasTracks ? [] : [.tracks])
    }

    /// The condition for the election; nil: not known yet.
    public var condition: NodeCondition? {
        guard isKnown, let latest else { return nil }
        var condition = NodeCondition(latest, faults, states)
        condition.isReady = condition.isReady && !isRevoked
        condition.isRevoked = isRevoked
        condition.probesSync = sync.isProbing
        return condition
    }
}
