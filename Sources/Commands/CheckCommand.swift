import Addresses
import ArgumentParser
import Controller
import Files
import Health
import Model

/// `ballast check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run the check of a server, or of all servers of a service, once.",
        discussion: """
            Needs no controller and changes nothing.

            Exit status: 0 every check passed; 1 a check failed, or there is nothing to check.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "SERVICE/SERVER, or SERVICE for all of its servers.")
    var subject: ExplainedSubject

    func run() async throws {
        // Other services, their files and warnings do not matter here.
        let spec = try DocumentReading(document, looksAtFiles: false)
            .requireSpec(json: output.json, warns: false).withSecrets(in: document.file)
        let all = spec.services + spec.proxies.map { spec.service(of: $0) }
        let service = all.first { $0.name == subject.service }
        let servers = (service?.servers ?? []).filter {
            subject.server == nil || $0.name == subject.server
        }
        guard let service, !servers.isEmpty else {
            let what = subject.server == nil ? "no service with servers named" : "no server"
            standardError("ballast: \(document.file) has \(what) \(subject.description)")
            throw ExitCode(1)
        }
        await ProbeRunner.use(filesOf: PathName.absolute(document.file))
        let answers = try await Self.answers(of: servers, of: service, spec)
        if subject.server != nil, let only = answers.first, let reason = only.unasked,
            !output.json, !only.passed
        {
            standardError("ballast: \(only.server) \(reason)")
            throw ExitCode(1)
        }
        try View(CheckAnswer(servers: answers), lines: { answers.map(\.line) })
            .print(json: output.json)
        if !answers.allSatisfy(\.passed) { throw ExitCode(1) }
    }

    private static func answers(
        of servers: [RealServer], of service: Service, _ spec: Spec
    ) async throws -> [CheckAnswer.Server] {
        let runner = try ProbeRunner()
        runner.update([:], virtual: Set(spec.virtualAddresses.map(\.address.address)))
        let running = Task { await runner.run() }
        defer { running.cancel() }
        return try await withThrowingTaskGroup(of: (Int, CheckAnswer.Server).self) { group in
            var answers = [CheckAnswer.Server?](repeating: nil, count: servers.count)
            for (place, server) in servers.enumerated() {
                if place >= Self.simultaneous, let (done, answer) = try await group.next() {
                    answers[done] = answer
                }
                group.addTask {
                    (place, try await answer(of: server, of: service, spec.health, runner))
                }
            }
            for try await (place, answer) in group { answers[place] = answer }
            return answers.compactMap(\.self)
        }
    }

    /// The most checks at the same time.
    private static let simultaneous = 64

    private static func answer(
        of server: RealServer, of service: Service, _ defaults: HealthDefaults,
        _ runner: ProbeRunner
    ) async throws -> CheckAnswer.Server {
        let name = "\(service.name)/\(server.name)"
        func unasked(_ passed: Bool, _ reason: String) -> CheckAnswer.Server {
            CheckAnswer.Server(
                server: name, passed: passed, unasked: reason, line: "\(name): \(reason)")
        }
        guard let check = service.check(of: server, defaults: defaults) else {
            return unasked(false, "has no check: it counts as up")
        }
        if (server.check ?? Check()).completed(by: service.check ?? Check()).lacksSecret {
            return unasked(false, "not asked: the file of its secret can't be read")
        }
        guard let probe = check.negotiation ?? check.probe else {
            return check.mode == .on
                ? unasked(true, "always up") : unasked(false, "always down")
        }
        let result = try await runner.perform(probe)
        return CheckAnswer.Server(
            server: name, passed: result.isPassed, result: CheckRecord.Result(result),
            line: "\(name) at \(probe.target): \(result)")
    }
}
