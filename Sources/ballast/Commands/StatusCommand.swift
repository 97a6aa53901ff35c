import ArgumentParser
import Model

/// `ballast status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What you want beside what you've got, and why they differ.",
        discussion: "Exit status: 0 healthy, 3 degraded, 1 when no daemon answers.")

    @Option(help: "Socket of the running daemon.")
    var socket = "/run/ballast/ballast.sock"
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status: Status
        do {
            status = try await StatusClient(socket: socket).status()
        } catch {
            throw DaemonSilence(socket, error).printed()
        }
        if output.json {
            try printJSON(status)
        } else {
            StatusText(status).print()
        }
        if !status.health.healthy { throw ExitCode(3) }
    }
}
