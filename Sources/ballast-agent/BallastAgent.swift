import ArgumentParser
import FeedbackAgent

/// The program `ballast-agent`, for real servers: it depends on no library but the kernel.
@main
struct BallastAgent: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ballast-agent",
        abstract: "Says how idle this machine is, to the load balancer that asks.")

    @OptionGroup var options: AgentOptions

    func run() throws {
        try options.serve()
    }
}
