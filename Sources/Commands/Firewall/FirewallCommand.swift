import ArgumentParser

/// `ballast firewall`.
struct FirewallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "firewall",
        abstract: "Show the decision of the firewall about a packet.",
        subcommands: [FirewallTraceCommand.self])
}
