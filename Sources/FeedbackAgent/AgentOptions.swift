public import ArgumentParser
import Glibc

/// The measures and answers of the agent: the options of `ballast-agent` and `ballast agent`.
public struct AgentOptions: ParsableArguments {
    @Option(help: "Address to listen on; every one, if not given.")
    var listen: String?

    @Option(help: "Port to listen on; 0: any that is free.")
    var port: UInt16 = 3333

    @Option(help: "Time over which idleness is measured, seconds.")
    var interval = 1.0

    @Flag(help: "Answer 92% and not 92: HAProxy needs that.")
    var percent = false

    @Flag(help: "Answer HTTP requests, and not whoever connects.")
    var http = false

    @Flag(help: "Do not count the processors' idleness.")
    var noProcessor = false

    @Flag(help: "Count available memory too: the least counts.")
    var memory = false

    @Option(
        help: """
            Count what this command of /bin/sh prints too, a number of 0...100: the least counts. \
            While it fails there is no answer.
            """)
    var command: String?

    @Option(help: "While this file is there, say drain; else say ready.")
    var drain: String?

    @Option(help: "Time that one client, or the command, may take, seconds.")
    var timeout = 1.0

    @Option(help: "Clients at once, as far as descriptors allow; the oldest go first.")
    var connections = 256

    /// Creates the default options.
    public init() {}

    /// Rejects invalid combinations.
    public func validate() throws {
        guard (0.1...3600).contains(interval), (0.05...60).contains(timeout) else {
            throw ValidationError("--interval is 0.1...3600 seconds, --timeout 0.05...60")
        }
        guard !noProcessor || memory || command != nil else {
            throw ValidationError(
                "--no-processor leaves nothing to count: add --memory or --command")
        }
        guard (1...512).contains(connections) else {
            throw ValidationError("--connections is 1...512")
        }
    }

    /// Serves clients until the process ends.
    ///
    /// **Errors:** exit status 1, with a line on standard error, when it cannot listen.
    public func serve() throws {
        // The process may have inherited blocked signals.
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        guard let listener = Listener(address: listen, port: port) else {
            Listener.say("can't listen on \(listen ?? "any address") port \(port): \(errorText())")
            throw ExitCode(1)
        }
        Listener.say("listening on port \(listener.port)")
        var server = AgentServer(listener, self)
        server.run()
    }
}
