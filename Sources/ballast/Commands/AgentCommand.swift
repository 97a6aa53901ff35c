import ArgumentParser
import FeedbackAgent

/// `ballast agent`.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "On a real server: say how idle it is, to the load balancer that asks.",
        discussion: "The program ballast-agent is the same, and needs no library.")

    @OptionGroup var options: AgentOptions

    func run() throws {
        try options.serve()
    }
}
