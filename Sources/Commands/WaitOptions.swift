import ArgumentParser

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
