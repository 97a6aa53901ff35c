import ArgumentParser

/// The command `ballast`.
@main
struct Ballast: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ballast",
        abstract: "Load-balancer controller driven by one YAML document.",
        discussion: """
            The document is /etc/ballast/ballast.yaml unless -f names another. Start with \
            "ballast validate", look at "ballast plan", then "ballast run".
            """,
        version: version,
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ApplyCommand.self, RunCommand.self,
            StatusCommand.self, ObserveCommand.self, ReloadCommand.self, ExplainCommand.self,
            CheckCommand.self,
            DrainCommand.self,
            OnlineCommand.self, OfflineCommand.self,
            WeightCommand.self, RenderCommand.self, CertificateCommand.self, AgentCommand.self,
            AccessLogCommand.self,
        ])

    /// Runs the command of the command line.
    static func main() async {
        if CommandLine.arguments.dropFirst().first == RunCommand.configuration.commandName {
            RunSignals.note()
        }
        holdStandardDescriptors()
        shareMemory()
        await main(nil)
    }

    /// Version of the program, as in CHANGELOG.md.
    static let version = "0.1.0"
}
