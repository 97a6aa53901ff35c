import Failover
import Files
import Glibc
import Model
import Reconciliation

/// The election of `ballast run`: the keeper of its process, and the condition of the node.
struct Failovers: Sendable {
    private let keeper: ElectionKeeper
    private let watch: NodeWatch
    private let site: ElectionSite
    private let documents: AsyncStream<Spec>

    /// Creates an election that follows documents and reports to a loop.
    ///
    /// - Parameters:
    ///   - isRevoked: returns whether the cluster has revoked this node.
    ///   - role: receives whether this node has the addresses of any group.
    init(
        _ site: ElectionSite, _ reconciler: Reconciler, _ documents: AsyncStream<Spec>,
        isRevoked: @escaping @Sendable () async -> Bool, role: @escaping @Sendable (Bool) -> Void
    ) {
        self.site = site
        self.documents = documents
        let watch = NodeWatch(
            NodeWatch.Ports(
                fitness: { await reconciler.fitness }, isRevoked: isRevoked,
                tell: { await reconciler.tell($0, $1) }))
        self.watch = watch
        keeper = ElectionKeeper(
            site,
            news: ElectionNews(
                tell: { await reconciler.tell($0, $1) },
                role: {
                    role($0)
                    await reconciler.learn(.role(carriesAddresses: $0))
                },
                state: { await reconciler.learn(.election($0)) },
                condition: { await watch.condition },
                probing: { await watch.expect(probesOf: $0) }))
    }

    /// Runs until cancellation.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await keeper.run() }
            group.addTask { await watch.run() }
            for await spec in documents {
                await watch.follow(spec, node: site.node(of: spec)?.name)
                await keeper.follow(spec)
            }
            group.cancelAll()
        }
    }

    /// Ends the election, or leaves it to the next controller.
    func finish(handsOver: Bool) async { await keeper.finish(handsOver: handsOver) }

    /// Adds the election to a status.
    func complete(_ status: inout Status) async { await keeper.complete(&status, watch) }

    /// Executes a command.
    func answer(_ request: FailoverRequest) async -> FailoverAnswer {
        switch request.action {
        case .handOver:
            await keeper.handOver(request.group, to: request.node, isForced: request.isForced)
        case .standBy: await keeper.standBy(request.group)
        case .resume: await keeper.resume(request.group)
        }
    }
}
