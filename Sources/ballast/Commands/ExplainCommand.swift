import ArgumentParser
import Model

/// `ballast explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why a service or a server is as it is: state, weight, latest checks.",
        discussion: "Exit status: 0, or 1 when no daemon answers or it knows no such server.")

    @Option(help: "Socket of the running daemon.")
    var socket = "/run/ballast/ballast.sock"
    @OptionGroup var output: OutputOptions
    @Argument(help: "SERVICE or SERVICE/SERVER") var subject: ExplainedSubject

    func run() async throws {
        let client = StatusClient(socket: socket)
        do {
            do {
                try await explainService(client)
            } catch is DecodingError {
                // Layer 7 has answers of its own.
                try await explainProxy(client)
            }
        } catch let exit as ExitCode {
            throw exit
        } catch is AbsentAnswer {
            standardError("ballast: the daemon at \(socket) knows no \(subject.description)")
            standardError("hint: \"ballast status\" shows the names that it knows")
            throw ExitCode(1)
        } catch {
            throw DaemonSilence(socket, error).printed()
        }
    }

    private func explainService(_ client: StatusClient) async throws {
        if subject.server == nil {
            let answer: ServiceExplanation = try await client.get(subject.path)
            try print(answer, ServiceText(answer).lines)
        } else {
            let answer: Explanation = try await client.get(subject.path)
            try print(answer, ServerText(subject.description, answer).lines)
        }
    }

    private func explainProxy(_ client: StatusClient) async throws {
        if subject.server == nil {
            let answer: ProxyStatus = try await client.get(subject.path)
            try print(answer, ProxyText(answer).lines)
        } else {
            let answer: ProxyServerStatus = try await client.get(subject.path)
            try print(answer, ProxyServerText(subject.description, answer).lines)
        }
    }

    private func print(_ answer: some Encodable, _ lines: [String]) throws {
        if output.json { return try printJSON(answer) }
        write(lines.joined(separator: "\n") + "\n", to: 1)
    }
}
