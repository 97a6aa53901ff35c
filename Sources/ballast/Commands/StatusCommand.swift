import ArgumentParser
import Glibc
import Model
import NIOCore

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
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) }
            standardError(
                "ballast: no daemon answers at \(socket): \(reason ?? "it gives no status")")
            standardError("hint: start it with \"ballast run\", or name its socket with --socket")
            throw ExitCode(1)
        }
        if output.json {
            try printJSON(status)
        } else {
            StatusText(status).print()
        }
        if !status.health.healthy { throw ExitCode(3) }
    }
}
