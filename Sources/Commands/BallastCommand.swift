import ArgumentParser
import Controller

/// The command `ballast`.
package struct BallastCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ballast",
        abstract: "Load-balancer controller driven by one YAML document.",
        discussion: """
            The document is /etc/ballast/ballast.yaml unless -f names another. Start with \
            "ballast validate", look at "ballast plan", then "ballast run".
            """,
        version: version,
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ApplyCommand.self, RunCommand.self,
            StatusCommand.self, TopCommand.self, EventsCommand.self, GraphCommand.self,
            SeriesCommand.self, ConnectionsCommand.self,
            MetricsCommand.self, SNMPCommand.self, ObserveCommand.self,
            ReloadCommand.self, FailoverCommand.self,
            HistoryCommand.self, DiffCommand.self, RollbackCommand.self, ConfirmCommand.self,
            BackupCommand.self, RestoreCommand.self, FactoryResetCommand.self,
            SupportCommand.self,
            StandbyCommand.self, ResumeCommand.self, PeerCommand.self, ExplainCommand.self,
            CheckCommand.self, DoctorCommand.self,
            DrainCommand.self,
            OnlineCommand.self, OfflineCommand.self,
            WeightCommand.self, RenderCommand.self, FirewallCommand.self,
            CertificateCommand.self, UserCommand.self, AuditCommand.self, AgentCommand.self,
            AccessLogCommand.self,
        ])

    /// Creates a command without arguments, as the parser requires.
    package init() {}

    /// Runs the command of the command line.
    @MainActor
    package static func main() async {
        if CommandLine.arguments.dropFirst().first == RunCommand.configuration.commandName {
            RunSignals.note()
        }
        holdStandardDescriptors()
        shareMemory()
        await main(nil)
    }

    /// Version of the program, as in CHANGELOG.md.
    package static let version = "0.1.0"
}
