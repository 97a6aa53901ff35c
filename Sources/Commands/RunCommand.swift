import ArgumentParser
import Controller

/// `ballast run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the controller, which keeps the host in the document's state.",
        discussion: """
            SIGHUP reads the document and the host at once. SIGTERM stops the controller; the \
            kernel and HAProxy continue to serve. With failover in the document, SIGTERM hands the \
            role over to another node first, unless --keep-role is given. With --clean, SIGTERM \
            also removes everything that Ballast owns.

            Exit status: 0 stopped by SIGTERM; 1 the start failed.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions

    @Option(help: "Program that watches the document. Default: ballast-watch beside this program.")
    var watcher: String?

    @Option(help: "Longest time between two looks at the whole host, in seconds.")
    var interval = 5.0

    @Flag(help: "Record no series for graphs.")
    var noSeries = false

    @Flag(help: "On SIGTERM, leave the election running: the next controller adopts it.")
    var keepRole = false

    @Flag(help: "On SIGTERM, remove everything that Ballast owns.")
    var clean = false

    @Flag(help: "Log in JSON, one line per event.")
    var logJson = false

    func validate() throws {
        guard (0.1...3600).contains(interval) else {
            throw ValidationError("--interval is a number of 0.1...3600 seconds")
        }
        guard !(clean && keepRole) else {
            throw ValidationError("--clean removes the addresses, and --keep-role keeps them")
        }
        guard document.file != "-" else {
            throw ValidationError("run follows a file; standard input can't be followed")
        }
    }

    func run() async throws {
        let isWell: Bool
        do {
            isWell = try await Daemon(
                settings, openHost: CommandHost.open, readConnections: CommandHost.connections
            ).run()
        } catch {
            throw printed(error)
        }
        if !isWell { throw ExitCode(1) }
    }

    private var settings: DaemonSettings {
        var settings = DaemonSettings(
            document: .init(
                name: document.file, allowsPrivileged: document.allowRawPrivileged),
            directories: .init(
                state: host.state, runtime: host.runtime, socket: host.daemon.path),
            version: BallastCommand.version)
        settings.managesAddresses = !host.noAddresses
        settings.interval = .milliseconds(Int64(interval * 1000))
        settings.node = host.node
        settings.watcher = watcher
        settings.cleans = clean
        settings.keepsRole = keepRole
        settings.records = !noSeries
        settings.logsJSON = logJson
        return settings
    }
}
