import ArgumentParser

/// `ballast run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "The controller: keeps the host what the document says.",
        discussion: """
            SIGHUP reads the document and the host at once. SIGTERM ends the program and leaves \
            the table as it is, so traffic goes on; with --clean what Ballast owns is removed.

            Exit status: 0 ended by SIGTERM, 1 could not start.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions

    @Option(help: "The watcher program; ballast-watch beside this program, if not given.")
    var watcher: String?

    @Option(help: "Longest time between two looks at everything, seconds.")
    var interval = 5.0

    @Flag(help: "On SIGTERM, remove what Ballast owns.")
    var clean = false

    @Flag(help: "Log as JSON, a line an event.")
    var logJson = false

    func validate() throws {
        guard (0.1...3600).contains(interval) else {
            throw ValidationError("--interval is a number of 0.1...3600 seconds")
        }
        guard document.file != "-" else {
            throw ValidationError("run follows a file; standard input can't be followed")
        }
    }

    func run() async throws {
        try await Daemon(self).run()
    }
}
