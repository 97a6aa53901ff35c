import ArgumentParser
import Glibc
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
        /// How many more there are.
        let omitted: Int
    }

    func run() throws {
        let reading = DocumentReading(path: document.file)
        if output.json {
            try printJSON(
                Answer(
                    valid: reading.spec != nil, diagnostics: reading.diagnostics,
                    omitted: reading.omitted))
        } else {
            reading.printDiagnostics()
            if let spec = reading.spec {
                let servers = spec.services.reduce(0) { $0 + $1.servers.count }
                write(
                    "\(document.file): good: \(counted(spec.services.count, "service")), "
                        + counted(servers, "server") + "\n", to: STDOUT_FILENO)
            }
        }
        if reading.spec == nil { throw ExitCode(1) }
    }
}
