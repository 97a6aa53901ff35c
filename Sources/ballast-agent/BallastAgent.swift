import ArgumentParser
import FeedbackAgent

/// The program `ballast-agent`, for real servers: it depends on no library but the kernel.
@main
struct BallastAgent: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ballast-agent",
        abstract: "Report the idle percentage of this machine to load balancers.")

    @OptionGroup var options: AgentOptions

    func run() throws {
        try options.serve()
    }
}
