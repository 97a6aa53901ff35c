import ArgumentParser
import Health
import Model

/// `ballast check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run a server's check once, now, without a daemon.",
        discussion: "Exit status: 0 passed, 1 failed.")

    @OptionGroup var document: DocumentOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "SERVICE/SERVER") var server: ServerName

    /// The answer in JSON.
    private struct Answer: Encodable {
        let server: String
        let passed: Bool
        let phase: String
        let expected: String
        let seen: String
        let milliseconds: Double
    }

    func run() async throws {
        let spec = try DocumentReading(document).requireSpec()
        let all = spec.services + spec.proxies.map { spec.service(of: $0) }
        guard let service = all.first(where: { $0.name == server.service }),
            let real = service.servers.first(where: { $0.name == server.server })
        else {
            standardError("ballast: \(document.file) has no server \(server.description)")
            throw ExitCode(1)
        }
        guard let check = service.check(of: real, defaults: spec.health) else {
            standardError("ballast: \(server.description) has no check: it counts as up")
            throw ExitCode(1)
        }
        guard let inquiry = check.inquiry else {
            print("\(server.description): \(check.mode == .on ? "always up" : "always down")")
            throw ExitCode(check.mode == .on ? 0 : 1)
        }
        await ProbeRunner.use(filesOf: Daemon.absolute(document.file))
        let result = try await Self.perform(inquiry.probe(.negotiation))
        if output.json {
            try printJSON(
                Answer(
                    server: server.description, passed: result.isPassed,
                    phase: result.phase.rawValue, expected: result.expected, seen: result.seen,
                    milliseconds: result.duration / .milliseconds(1)))
        } else {
            print("\(server.description) at \(inquiry.endpoint): \(result)")
        }
        if !result.isPassed { throw ExitCode(1) }
    }

    private static func perform(_ probe: Probe) async throws -> ProbeResult {
        let runner = try ProbeRunner()
        let running = Task { await runner.run() }
        defer { running.cancel() }
        return try await runner.perform(probe)
    }
}
