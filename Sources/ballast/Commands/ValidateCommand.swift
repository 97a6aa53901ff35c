import ArgumentParser
import Model

/// `ballast validate`.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the document; touches nothing and needs no privilege.",
        discussion: "Exit status: 0 when the document is good, 1 when it is not.")

    @OptionGroup var document: DocumentOptions
    @OptionGroup var output: OutputOptions

    /// The answer in JSON.
    private struct Answer: Encodable {
        let valid: Bool
        let diagnostics: [Diagnostic]
    }

    func run() throws {
        let reading = DocumentReading(path: document.file)
        if output.json {
            try printJSON(
                Answer(valid: reading.spec != nil, diagnostics: reading.diagnostics))
        } else {
            reading.printDiagnostics()
            if let spec = reading.spec {
                let servers = spec.services.reduce(0) { $0 + $1.servers.count }
                print(
                    "\(document.file): good: \(counted(spec.services.count, "service")), "
                        + counted(servers, "server"))
            }
        }
        if reading.spec == nil { throw ExitCode(1) }
    }
}
