import ArgumentParser
import Controller

/// `ballast resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "End standby and earlier handovers of this node.",
        discussion: """
            The node takes its addresses back if the document prefers it, after preemptDelay.

            Exit status: 0 ended; 1 no controller answers.
            """)

    @OptionGroup var options: FailoverOptions

    func run() async throws {
        try await options.run(.resume)
    }
}
