import Files
import Model
import Synchronization

/// Keeps the configuration of this node equal to that of its peers.
///
/// Once a second, and after each event, a turn compares the files here with the generations of all
/// peers. Only the turn changes files, so that no two changes meet.
public actor Replicator {
    let site: ReplicationSite
    let ports: ReplicationPorts
    /// The configuration on disk.
    var replica: Replica
    /// The trusted nodes, and the identity of this one.
    var trust = Trust()
    /// The other trusted nodes.
    var peers: [Fingerprint: PeerStanding] = [:]
    /// Generations that are refused here, by identity.
    var refusals: [Digest: GenerationRefusal] = [:]
    /// Generations whose contents are on their way.
    var fetching: Set<Digest> = []
    /// Conflicts and problems of this turn, and those that were reported.
    var findings = Findings()
    /// The request of `ballast peer sync`.
    var sync: SyncRequest?
    let network = PeerNetwork()
    private var gate: PeerGate?
    private var isRunning = false
    private let wakes: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)
    private let shown = Mutex<ReplicationStatus?>(nil)
    private let executor = QueueExecutor(label: "ballast.replication")

    /// The queue of this actor, because its calls wait for disks.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// The state of replication; nil: the document has none.
    public nonisolated var status: ReplicationStatus? { shown.withLock { $0 } }

    /// Creates the replication of this place.
    public init(_ site: ReplicationSite, _ ports: ReplicationPorts) {
        self.site = site
        self.ports = ports
        replica = Replica(site)
        wakes = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Exchanges generations with the peers until the task is cancelled.
    public func run() async {
        isRunning = true
        let waking = wakes.continuation
        let clock = Task {
            while !Task.isCancelled {
                waking.yield()
                // Cancellation ends the pause.
                try? await Task.sleep(for: .seconds(1))
            }
        }
        for await _ in wakes.stream {
            if Task.isCancelled { break }
            await turn()
        }
        clock.cancel()
        isRunning = false
        answerSync(SyncAnswer(isDone: false, message: "the controller ends"))
        await network.close()
    }

    /// Adopts the document in force.
    ///
    /// - Parameter bytes: its text; nil: the same as before.
    public func follow(_ spec: Spec, bytes: [UInt8]?) {
        replica.follow(spec, bytes)
        wake()
    }

    /// Makes the configuration of a node the newest one of all nodes.
    ///
    /// - Parameter node: the name of this node or of a trusted one.
    public func synchronize(from node: String) async -> SyncAnswer {
        guard isRunning, replica.settings != nil else {
            return SyncAnswer(
                isDone: false, message: "the document of this node has no cluster.replication")
        }
        guard sync == nil else {
            return SyncAnswer(isDone: false, message: "another synchronisation is under way")
        }
        return await withCheckedContinuation { continuation in
            sync = SyncRequest(node: node, began: .now, continuation: continuation)
            wake()
        }
    }

    /// Begins a turn soon.
    func wake() { wakes.continuation.yield() }

    /// Publishes a status.
    func show(_ status: ReplicationStatus?) { shown.withLock { $0 = status } }

    /// The answers to peers.
    func answers() -> PeerGate {
        if let gate { return gate }
        let made = PeerGate(self, replica.store.objects)
        gate = made
        return made
    }

    /// Completes an activation that failed after its start.
    private func completeActivation() {
        guard replica.hasJournal else { return }
        do throws(HostFailure) {
            try replica.rollForward()
            try replica.load()
        } catch {
            note(.activation, "\(error)")
        }
    }

    /// Compares the files here with the generations of all peers, and changes what differs.
    func turn() async {
        findings.begin()
        defer { show(makeStatus()) }
        do {
            try replica.load()
            try await refreshTrust()
        } catch {
            note(.store, "\(error)")
            return await tellFindings()
        }
        guard let settings = replica.settings else {
            await network.close()
            peers = [:]
            return
        }
        await refreshNetwork(settings)
        guard trust.isTrusted else { return await tellFindings() }
        completeActivation()
        // The files of an incomplete activation are no edit.
        if !replica.hasJournal { await publish() }
        await beginServing()
        await settleOffers()
        await settleSync()
        await sendReports()
        noteCopies()
        noteShare()
        await tellFindings()
    }
}
