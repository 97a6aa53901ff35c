public import ArgumentParser
import Glibc

/// The measures and answers of the agent: the options of `ballast-agent` and `ballast agent`.
public struct AgentOptions: ParsableArguments {
    @Option(help: "Address to listen on. Default: all addresses.")
    var listen: String?

    @Option(help: "Port to listen on; 0: any free port.")
    var port: UInt16 = 3333

    @Option(help: "Time over which idleness is measured, in seconds.")
    var interval = 1.0

    @Flag(help: "Answer 92% instead of 92, as HAProxy requires.")
    var percent = false

    @Flag(help: "Answer HTTP requests instead of bare connections.")
    var http = false

    @Flag(help: "Ignore the idleness of the processors.")
    var noProcessor = false

    @Flag(help: "Include available memory; the smallest value counts.")
    var memory = false

    @Option(
        help: """
            Include the output of this /bin/sh command, a number of 0...100; the smallest value \
            counts. While the command fails, the agent does not answer.
            """)
    var command: String?

    @Option(help: "Report drain while this file exists, otherwise ready.")
    var drain: String?

    @Option(help: "Time limit of a client and of the command, in seconds.")
    var timeout = 1.0

    @Option(help: "Most concurrent clients, as far as descriptors allow; more replace the oldest.")
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
