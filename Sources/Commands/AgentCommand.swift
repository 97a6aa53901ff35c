import ArgumentParser
import FeedbackAgent

/// `ballast agent`.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Report the idle percentage of a real server to load balancers.",
        discussion: "The program ballast-agent is the same and needs no library.")

    @OptionGroup var options: AgentOptions

    func run() throws {
        try options.serve()
    }
}
