import Files
import Model
import Planning
import VRRP

/// The condition of this node: the controller's, the tracks and the gateways of the document.
public actor NodeWatch {
    private let gateways = GatewayWatch()
    private let tracks = TrackWatch()
    private let fitness: @Sendable () async -> NodeFitness?
    private let tell: @Sendable (Event.Kind, String) async -> Void
    /// Whether a document has been followed.
    private var isFollowing = false
    private var failover: Failover?
    private var own: [OwnFault: Debounced] = [:]
    /// The latest fitness; nil: none yet.
    private var latest: NodeFitness?
    private var patience = SyncPatience()
    private var states: [FailoverStatus.Gateway] = []
    private var isKnown = false
    /// The faults that count now.
    public private(set) var faults: [NodeFault] = []
    /// The faults with an event, by subject: a reason that changes is no other fault.
    private var reported: [String: NodeFault] = [:]

    /// A fault of the controller itself.
    private enum OwnFault: String, CaseIterable {
        case document, host, proxies

        /// The time for which it has to last: restarts are shorter.
        var delay: Duration { self == .proxies ? .seconds(5) : .seconds(3) }
    }

    /// Creates a watch.
    ///
    /// - Parameters:
    ///   - fitness: returns the fitness of the controller; nil: not known yet.
    ///   - tell: receives events.
    public init(
        fitness: @escaping @Sendable () async -> NodeFitness?,
        tell: @escaping @Sendable (Event.Kind, String) async -> Void
    ) {
        self.fitness = fitness
        self.tell = tell
    }

    /// Follows another document.
    public func follow(_ spec: Spec) async {
        isFollowing = true
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
        let fitness = await fitness()
        let host = fitness?.connectionLink == nil ? nil : HostFacts(processes: [])
        latest = patience.limited(
            fitness, hasCarrier: fitness?.connectionLink.flatMap { host?.hasCarrier($0.interface) },
            at: .now)
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
            await tell(
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
            await tell(.failed, "failover: this node is worse off, \(effect): \(fault.reason)")
        }
        let ended = before.filter { reported[$0.key] == nil }.map(\.value.reason)
        for reason in ended.sorted() {
            await tell(.recovered, "failover: the fault has ended: \(reason)")
        }
    }

    private func ownFaults() -> [(subject: String, fault: NodeFault)] {
        guard let latest else { return [] }
        return OwnFault.allCases.compactMap { fault in
            let reason: String? =
                switch fault {
                case .document: latest.hasDocument ? nil : UnreadyReason.document.sentence
                case .host: latest.failure?.description
                case .proxies: latest.lacksProxies ? UnreadyReason.proxies.sentence : nil
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
        return latest.unready + (isKnown || !hasTracks ? [] : [.tracks])
    }

    /// The condition for the election; nil: not known yet.
    public var condition: NodeCondition? {
        guard isKnown, let latest else { return nil }
        return NodeCondition(latest, faults, states)
    }
}
