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
        let round = CheckRound(spec)
        let service = round.service(named: subject.service)
        let servers = (service?.servers ?? []).filter {
            subject.server == nil || $0.name == subject.server
        }
        guard let service, !servers.isEmpty else {
            let what = subject.server == nil ? "no service with servers named" : "no server"
            standardError("ballast: \(document.file) has \(what) \(subject.description)")
            throw ExitCode(1)
        }
        await ProbeRunner.use(filesOf: PathName.absolute(document.file))
        let answers = try await round.answers(of: servers, of: service)
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
}
