import Failover
import Files
import FoundationEssentials
import Glibc
import HAProxy
import Logging
import Model
import Notifications
import Planning
import Proxies
import Reconciliation
import ServiceLifecycle

/// `ballast run`: the loop, and what wakes it and asks it.
package struct Daemon {
    let settings: DaemonSettings
    let openHost: @Sendable () throws -> any Host
    let readConnections: @Sendable () throws -> ConnectionTable

    /// Creates a controller that has not started.
    ///
    /// - Parameters:
    ///   - openHost: opens the host, once the locks are held.
    ///   - readConnections: reads the connections of the kernel, which takes a while.
    package init(
        _ settings: DaemonSettings, openHost: @escaping @Sendable () throws -> any Host,
        readConnections: @escaping @Sendable () throws -> ConnectionTable = { ConnectionTable() }
    ) {
        self.settings = settings
        self.openHost = openHost
        self.readConnections = readConnections
    }

    /// Runs until SIGTERM or SIGINT; false: a part failed, and the log has the reason.
    ///
    /// **Errors:** the start failed.
    package func run() async throws -> Bool {
        RunSignals.note()
        keepFreedMemory()
        raiseDescriptorLimit()
        try requireDescriptors()
        // Asking for a lease on the document may be answered with it: see FileDocument.
        signal(SIGIO, SIG_IGN)
        // A log reader that ends is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        let document = settings.document.path
        let state = settings.directories.state
        let lock = try InstanceLock(runtime: settings.directories.runtime, state: state)
        defer { lock.release() }
        // A failure is an event of the first look, which tries again.
        _ = try? Restoration(state: state).rollForward()
        TemporaryName.removeLeftovers(in: state)
        // Without the rest of the place: its spec would be a second one in memory.
        let replicationSite = ReplicationPlace(
            document: document, state: state, node: settings.node, version: settings.version,
            allowsPrivileged: settings.document.allowsPrivileged
        ).site
        let interrupted = Replications.rollForward(replicationSite)
        let json = settings.logsJSON
        let logger = Logger(label: "ballast") { _ in LogLines(json: json) }
        let checks = try HealthChecks(
            document: document, store: HealthStore(directory: state), logger: logger)
        let keeper = DocumentKeeper(directory: state)
        let changes = ChangeKeeper(
            state: state, document: document, keeper: keeper,
            origin: Replications.origin(at: replicationSite))
        let notifier = Notifier(host: hostName(), wallClock: wallClock)
        let (documents, nextDocument) = AsyncStream.makeStream(
            of: Spec.self, bufferingPolicy: .bufferingNewest(1))
        let (elected, nextElected) = AsyncStream.makeStream(
            of: Spec.self, bufferingPolicy: .bufferingNewest(1))
        let (administered, nextAdministered) = AsyncStream.makeStream(
            of: Spec.self, bufferingPolicy: .bufferingNewest(1))
        let (recorded, nextRecorded) = AsyncStream.makeStream(
            of: Spec.self, bufferingPolicy: .bufferingNewest(1))
        let (replicated, nextReplicated) = AsyncStream.makeStream(
            of: AcceptedDocument.self, bufferingPolicy: .bufferingNewest(1))
        let site = ProxySite(
            runtime: settings.directories.runtime, state: state, document: document,
            identity: NodeIdentity(name: settings.node, hostName: hostName()))
        let reconciler = try reconciler(
            checks, notifier, logger, keeper: keeper, changes: changes, site: site,
            election: electionSite,
            accepted: { nextReplicated.yield($0) }
        ) {
            nextDocument.yield($0)
            nextElected.yield($0)
            nextAdministered.yield($0)
            nextRecorded.yield($0)
        }
        let replications = Replications(
            replicationSite,
            ReplicationJudge(
                path: document, allowsPrivileged: settings.document.allowsPrivileged,
                identity: identity),
            reconciler, replicated, failure: interrupted)
        let failovers = Failovers(
            electionSite, reconciler, elected,
            isRevoked: { replications.status?.isRevoked == true },
            role: checks.follow(carriesAddresses:))
        let proxies = ProxyWorkers(site, reconciler, documents, verdicts: checks.remembered)
        // HAProxy may take its time to reload, and the table does not wait for it.
        let (proxyVerdicts, nextVerdicts) = AsyncStream.makeStream(
            of: Verdicts.self, bufferingPolicy: .bufferingNewest(1))
        let survey = CanarySurvey(reconciler: reconciler, checks: checks, proxies: proxies)
        changes.follow { await survey.reading(of: $0) }
        let manager = ServiceManager()
        logger.info("ballast \(settings.version), document \(settings.document.name)")
        if let interrupted { logger.error("\(interrupted)") }

        let directories = DirectoryWatch(lock) { await reconciler.tell($0, $1) }
        let report = AdminReport()
        let series = series(reconciler, proxies, following: recorded)
        let answers = Answers(
            reconciler: reconciler, checks: checks, proxies: proxies, directories: directories,
            failovers: failovers, replications: replications, changes: changes, admin: report,
            series: series,
            connections: ConnectionDesk(
                readConnections, worker: RuntimeSocket(path: site.worker.socket)
            ) { await reconciler.snapshot().spec ?? Spec() })
        let replies = StatusReplies(
            sharing: [ProxiesAnswer.path, ServedAnswer.path, ElectionAnswer.path]
        ) { try await answers.answer(to: $0) }
        let server = StatusServer(
            path: settings.directories.socket, tell: { await reconciler.tell($0, $1) },
            replies: replies)
        let administration = administration(
            replies, answers, site, following: administered, logger)
        let watcher = Watcher(
            program: settings.watcher ?? Self.besideThisProgram("ballast-watch"),
            paths: [document],
            changed: { await reconciler.wake(.document) },
            ended: {
                await reconciler.tell(
                    .watcher, "\($0); starting it again, the document is looked at meanwhile")
            })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: Part { await reconciler.run(alive: manager.alive) }),
                    .init(
                        service: Part {
                            await checks.run(
                                verdicts: {
                                    await reconciler.learn(.verdicts($0))
                                    nextVerdicts.yield($0)
                                }, feedback: { await reconciler.learn(.feedback($0)) },
                                standStill: { await reconciler.learn(.checksStandStill($0)) })
                        }),
                    .init(service: Part { await proxies.run() }),
                    .init(service: Part { await failovers.run() }),
                    .init(service: Part { await replications.run() }),
                    .init(service: Part { await Self.follow(changes, reconciler) }),
                    .init(
                        service: Part {
                            for await all in proxyVerdicts { await proxies.apply(all) }
                        }),
                    .init(service: Part { await watcher.run() }),
                    .init(
                        service: Part {
                            await notifier.run(
                                .init(
                                    untold: { await reconciler.tell(.untold, $0) },
                                    down: { await reconciler.serversDown() }))
                        }),
                    .init(service: Part { await directories.run() }),
                    .init(service: Part { try await server.run() }),
                    .init(service: Part { await administration.run() }),
                    .init(
                        service: Part {
                            // Without series a part that ends would end the controller.
                            guard let series else { return try await Self.waitForEnd() }
                            await series.keeper.run()
                        }),
                    .init(
                        service: Part { await Self.signals(reconciler, proxies) },
                        successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: Part { await giveBackMemory() }),
                ],
                logger: Self.quiet))
        do {
            try await group.run()
        } catch {
            logger.error("\(error)")
            return false
        }
        manager.stopping()
        await failovers.finish(handsOver: !settings.keepsRole)
        await endLeftCommands()
        keeper.finish()
        changes.finish()
        if settings.cleans {
            await reconciler.clean()
            await proxies.clean()
        }
        logger.info(settings.cleans ? "ended, what was ours is removed" : "ended, the table stays")
        return true
    }

    private var electionSite: ElectionSite {
        ElectionSite(
            program: settings.electionProgram ?? Self.besideThisProgram("ballast-elect"),
            runtime: settings.directories.runtime, state: settings.directories.state,
            node: settings.node, hostName: hostName(),
            managesAddresses: settings.managesAddresses)
    }

    /// Returns when it is cancelled.
    private static func waitForEnd() async throws {
        while true { try await Task.sleep(for: .seconds(86_400)) }
    }

    /// A part of the daemon that runs until the daemon ends.
    private struct Part: ServiceLifecycle.Service {
        let work: @Sendable () async throws -> Void

        func run() async throws {
            // Cancelled: that is how a part ends.
            do {
                try await cancelWhenGracefulShutdown(work)
            } catch is CancellationError {}
        }
    }

    /// The service group's own lines say nothing that an operator needs.
    private static var quiet: Logger {
        var logger = Logger(label: "ballast.services") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }

    /// Passes the news about edits to the loop.
    private static func follow(_ changes: ChangeKeeper, _ reconciler: Reconciler) async {
        for await news in changes.news {
            switch news {
            case .look(let isForced): await reconciler.wake(isForced ? .request : .document)
            case .event(let kind, let message): await reconciler.tell(kind, message)
            }
        }
    }

    /// Serves SIGHUP until SIGTERM or SIGINT.
    private static func signals(_ reconciler: Reconciler, _ proxies: ProxyWorkers) async {
        for await signal in RunSignals.all() {
            guard signal == SIGHUP else { return }
            await reconciler.wake(.request)
            await proxies.tryAgain()
        }
    }

    static func besideThisProgram(_ name: String) -> String {
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let directory = (program ?? "").split(separator: "/").dropLast().joined(separator: "/")
        return "/\(directory)/\(name)"
    }
}
