import ArgumentParser
import Health
import Model

/// `ballast explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why a server is as it is: its state, its weight, its latest checks.",
        discussion: "Exit status: 0, or 1 when no daemon answers or it knows no such server.")

    @Option(help: "Socket of the running daemon.")
    var socket = "/run/ballast/ballast.sock"
    @OptionGroup var output: OutputOptions
    @Argument(help: "SERVICE/SERVER") var server: ServerName

    func run() async throws {
        let explanation: Explanation
        do {
            explanation = try await StatusClient(socket: socket).get(server.path)
        } catch {
            standardError(
                "ballast: the daemon at \(socket) does not explain \(server.description): \(error)")
            throw ExitCode(1)
        }
        if output.json { return try printJSON(explanation) }
        write(text(explanation).joined(separator: "\n") + "\n", to: 1)
    }

    private func text(_ explanation: Explanation) -> [String] {
        let status = explanation.status
        var lines = ["\(server.description) is \(status.endpoint) in \(explanation.service)"]
        lines.append("operator: \(status.state?.rawValue ?? "not in the document")")
        lines.append("want: \(weight(status.want))")
        lines.append("got: \(weight(status.got)), \(connections(status.connections))")
        if let reason = status.reason { lines.append("because: \(reason)") }
        guard let machine = explanation.check else { return lines + ["check: none"] }
        let since = timestamp(machine.verdict.since)
        lines.append(
            "check: \(machine.verdict.state.rawValue) since \(since)\(tail(machine.verdict.reason))"
        )
        if machine.contradictions > 0 {
            lines.append("\(counted(machine.contradictions, "result")) in a row say otherwise")
        }
        lines.append("latest checks, newest last:")
        return lines + machine.results.map(line)
    }

    private func line(_ result: CheckResult) -> String {
        let milliseconds = result.duration / .milliseconds(1)
        let rounded = (milliseconds * 10).rounded() / 10
        let word = result.passed ? "passed" : "failed"
        return "  \(timestamp(result.time))  \(word) in \(result.phase.rawValue), \(rounded) ms"
            + tail(result.reason)
    }

    private func tail(_ reason: String) -> String {
        reason.isEmpty ? "" : ": \(reason)"
    }

    private func weight(_ destination: Destination?) -> String {
        destination.map { "weight \($0.weight), \($0.forwarding)" } ?? "not in the table"
    }

    private func connections(_ counts: ConnectionCounts) -> String {
        "\(counts.active) active and \(counts.inactive) inactive connections"
    }
}
