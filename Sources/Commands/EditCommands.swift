import ArgumentParser
import Document
import Model

/// A server named on the command line: `SERVICE/SERVER`.
struct ServerName: ExpressibleByArgument {
    let service: String
    let server: String

    init(service: String, server: String) {
        self.service = service
        self.server = server
    }

    init?(argument: String) {
        guard let slash = argument.firstIndex(of: "/") else { return nil }
        service = String(argument[..<slash])
        server = String(argument[argument.index(after: slash)...])
        if service.isEmpty || server.isEmpty { return nil }
    }

    var description: String { "\(service)/\(server)" }
}

/// `ballast drain`.
struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Stop new connections to servers; open connections continue.",
        discussion: leavingDiscussion)

    @OptionGroup var leaving: LeavingOptions

    func run() async throws {
        try await leaving.run(.drain)
    }
}

/// `ballast online`.
struct OnlineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "online",
        abstract: "Return servers to service at their previous weights.",
        discussion: editDiscussion)

    @OptionGroup var options: EditOptions
    @Argument(help: serverHelp) var servers: [ServerName]

    func run() async throws {
        try await ServerEdit(options, servers) {
            DocumentEdit.state(service: $0, server: $1, .online)
        }.run()
    }
}

/// `ballast offline`.
struct OfflineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offline",
        abstract: "Take servers out of service; open connections continue.",
        discussion: leavingDiscussion)

    @OptionGroup var leaving: LeavingOptions

    func run() async throws {
        try await leaving.run(.offline)
    }
}

/// `ballast weight`.
struct WeightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weight",
        abstract: "Change a server's share of new connections.",
        discussion: editDiscussion)

    @OptionGroup var options: EditOptions
    @Argument(help: serverHelp) var server: ServerName
    @Argument(help: "0...65535; 0: no new connections.") var weight: Int

    func validate() throws {
        guard (0...65535).contains(weight) else {
            throw ValidationError("a weight is a number of 0...65535")
        }
    }

    func run() async throws {
        let edit = ServerEdit(options, [server]) {
            DocumentEdit.weight(service: $0, server: $1, weight)
        }
        try await edit.run()
    }
}

/// The servers of a drain, and the option to wait for open connections.
struct LeavingOptions: ParsableArguments {
    @OptionGroup var edit: EditOptions
    @OptionGroup var wait: WaitOptions
    @Argument(help: serverHelp) var servers: [ServerName]

    /// Writes the state into the document, and waits if `--wait` is given.
    func run(_ state: ServerState) async throws {
        let edit = ServerEdit(edit, servers) {
            DocumentEdit.state(service: $0, server: $1, state)
        }
        try await edit.run(state, wait)
    }
}

/// The document to edit.
struct EditOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("file")],
        help: "The document. Default: the running controller's, else \(DocumentOptions.usual).")
    var files: [String] = []

    /// The path of the document; nil: not given.
    var file: String? { files.first }

    func validate() throws { try requireOne(files) }

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Show the changes without writing them.")
    var dryRun = false

    @Flag(help: "Accept raw lines that load code or leave HAProxy's sandbox.")
    var allowRawPrivileged = false
}

/// The option to wait until servers have no sessions.
struct WaitOptions: ParsableArguments {
    @Flag(help: "Wait until the servers have no sessions. Needs a running controller.")
    var wait = false

    @Option(help: "Time limit of --wait in seconds; the exit status is then 1.")
    var timeout = 3_600

    func validate() throws {
        guard timeout > 0 else { throw ValidationError("a timeout is a number of seconds from 1") }
    }
}

private let serverHelp: ArgumentHelp = """
    SERVICE/SERVER; SERVICE/* for all servers of a service, */SERVER for all services and proxies.
    """

private let editDiscussion = """
    Edits the document: changes only the necessary bytes, and keeps comments and order. A running \
    controller follows at once; without one, run "ballast apply". The edit never cuts a session.

    Exit status: 0 written or unchanged; 1 nothing was written.
    """

/// The discussion of the commands with `--wait`.
private let leavingDiscussion = """
    \(editDiscussion)

    With --wait, the exit status is also 1 if servers still have sessions at the timeout. It needs \
    a running controller of this document; without one nothing is written.
    """
