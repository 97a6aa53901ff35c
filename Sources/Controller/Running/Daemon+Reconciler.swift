import Failover
import Files
import Glibc
import HAProxy
import Logging
import Model
import Notifications
import PageServer
import Planning
import Proxies
import Reconciliation

extension Daemon {
    /// The names of this host, which must be a node of the document.
    var identity: NodeIdentity { NodeIdentity(name: settings.node, hostName: hostName()) }

    /// Returns the loop, with the files of the state directory and the holding page.
    func reconciler(
        _ checks: HealthChecks, _ notifier: Notifier, _ logger: Logger, keeper: DocumentKeeper,
        changes: ChangeKeeper, site: ProxySite, election: ElectionSite,
        accepted: @escaping @Sendable (AcceptedDocument) -> Void,
        follow: @escaping @Sendable (Spec) -> Void
    ) throws -> Reconciler {
        let document = settings.document
        let quorums = FileQuorums(directory: settings.directories.state)
        var lost: Set<ServiceKey> = []
        do { lost = try quorums.load() } catch { logger.error("\(error)") }
        var memory = Memory(
            verdicts: checks.remembered, feedback: checks.rememberedFeedback, lostQuorums: lost,
            served: [], listening: site.worker.listeners)
        memory.election = election.mayRun ? .running : .none
        var options = Reconciler.Settings(
            managesAddresses: settings.managesAddresses, interval: settings.interval,
            version: settings.version, processID: Int(getpid()))
        options.identity = identity
        var source = FileDocument(
            path: document.path, keeper: keeper, changes: changes,
            allowsPrivileged: document.allowsPrivileged, identity: identity, accepted: accepted)
        source.ruleTest = RuleTest(openHost: openHost) {
            changes.publisher.yield(.look(isForced: false))
        }
        return Reconciler(
            settings: options,
            ports: Ports(
                host: try openHost(),
                source: source,
                store: FileLedger(directory: settings.directories.state),
                pages: HoldingPages(
                    directory: PathName.directory(of: document.path), document: document.path)),
            surroundings: Surroundings(
                clock: bootClock, wallClock: wallClock,
                report: {
                    $0.log(to: logger)
                    notifier.report($0)
                },
                checking: checks.follow,
                accepted: {
                    notifier.follow($0.notifications)
                    follow($0)
                }, keepQuorums: quorums.save),
            memory: memory)
    }
}
