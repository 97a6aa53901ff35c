import Files
import Model
import Planning
import Reconciliation
import Replication

/// The replication of `ballast run`: the accepted documents go to the other nodes, and theirs come
/// here.
struct Replications: Sendable {
    private let replicator: Replicator
    private let documents: AsyncStream<AcceptedDocument>
    /// The failure to complete an interrupted activation; nil: none.
    private let failure: HostFailure?

    /// Creates a replication that follows documents and reports to a loop.
    ///
    /// - Parameter failure: that of ``rollForward(_:)``.
    init(
        _ site: ReplicationSite, _ judge: ReplicationJudge, _ reconciler: Reconciler,
        _ documents: AsyncStream<AcceptedDocument>, failure: HostFailure?
    ) {
        self.documents = documents
        self.failure = failure
        replicator = Replicator(
            site,
            ReplicationPorts(
                validate: { await judge.diagnostics(at: $0, $1) },
                tell: { await reconciler.tell($0, $1) },
                activated: { await reconciler.wake(.document) },
                share: AccountShare(state: site.state)))
    }

    /// Completes an activation that a crash has interrupted, before the document is read.
    ///
    /// - Returns: the failure; nil: it is complete, or there was none.
    static func rollForward(_ site: ReplicationSite) -> HostFailure? {
        do throws(HostFailure) {
            try Replication.rollForward(site)
            return nil
        } catch {
            return error
        }
    }

    /// Returns the access to the origin of replicated documents.
    static func origin(at site: ReplicationSite) -> ReplicatedOrigin {
        let store = ReplicationStore(directory: site.directory)
        let name = site.name
        return ReplicatedOrigin(
            isActivating: { store.hasJournal }, author: { store.author(of: $0, besides: name) })
    }

    /// Runs until cancellation.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await replicator.run() }
            for await document in documents {
                await replicator.follow(document.spec, bytes: document.bytes)
            }
            group.cancelAll()
        }
    }

    /// The state of replication; nil: the document has none.
    var status: ReplicationStatus? { replicator.status }

    /// Adds replication to a status.
    func complete(_ status: inout Status) async {
        status.replication = replicator.status
        if let wait = status.replication?.wait(for: status.document) {
            status.health.reasons.append("replication: \(wait)")
            for index in status.document.rejected.indices
            where status.document.rejected[index].code == .unreadable {
                status.document.rejected[index].hint = wait
            }
        }
        status.health.reasons += status.replication?.reasons ?? []
        // The replicator tries again, and has the present failure in its own status.
        if let failure, status.replication == nil {
            status.health.reasons.append("replication: \(failure)")
        }
    }

    /// Compares the configuration here with that of a node.
    func difference(_ request: PeerRequest) async -> PeerDifference {
        await replicator.difference(from: request.node)
    }

    /// Makes the configuration of a node the newest one of all nodes.
    func sync(_ request: PeerRequest) async -> SyncAnswer {
        await replicator.synchronize(from: request.node)
    }
}
