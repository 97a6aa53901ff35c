import Addresses
import Glibc
import Kernel
import Logging
import Model
import Notifications
import Reconciliation

/// Which real part stands where: the only file that knows them all.
enum Wiring {
    /// The kernel under this process.
    static func host() throws -> any Host {
        try KernelHost()
    }

    /// The ledger in this directory.
    static func ledger(in directory: String) -> any LedgerStore {
        FileLedger(directory: directory)
    }

    /// The loop of `ballast run`.
    static func reconciler(
        _ command: RunCommand, _ checks: HealthChecks, _ notifier: Notifier, _ logger: Logger,
        keeper: DocumentKeeper, listening: Set<Endpoint>,
        proxies: @escaping @Sendable (Spec) -> Void
    ) throws -> Reconciler {
        let quorums = FileQuorums(directory: command.host.state)
        var lost: Set<ServiceKey> = []
        do { lost = try quorums.load() } catch { logger.error("\(error)") }
        return Reconciler(
            settings: Reconciler.Settings(
                managesAddresses: !command.host.noAddresses,
                interval: .milliseconds(Int64(command.interval * 1000)),
                version: Ballast.version, processID: Int(getpid())),
            ports: Ports(
                host: try KernelHost(),
                source: FileDocument(
                    path: Daemon.absolute(command.document.file), keeper: keeper,
                    allowsPrivileged: command.document.allowRawPrivileged),
                store: FileLedger(directory: command.host.state),
                pages: HoldingPages(
                    directory: DocumentReading.directory(
                        of: Daemon.absolute(command.document.file)),
                    document: Daemon.absolute(command.document.file))),
            surroundings: Surroundings(
                clock: bootClock, wallClock: wallClock,
                report: {
                    $0.log(to: logger)
                    notifier.report($0)
                },
                checking: checks.follow,
                accepted: {
                    notifier.follow($0.notifications)
                    proxies($0)
                }, keepQuorums: quorums.save),
            memory: Memory(
                verdicts: checks.remembered, feedback: checks.rememberedFeedback,
                lostQuorums: lost, served: [], listening: listening))
    }
}
