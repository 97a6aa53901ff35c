import ArgumentParser
import Document
import Glibc
import Model
import Planning

/// A document, read and checked: what every command begins with.
struct DocumentReading {
    let path: String
    let bytes: [UInt8]
    /// The spec; nil when anything is wrong with it.
    let spec: Spec?
    /// All that there is to say about it, in the order of the text.
    let diagnostics: [Diagnostic]

    init(path: String) {
        self.path = path
        do {
            bytes = try DocumentFile(path: path).read()
        } catch {
            bytes = []
            spec = nil
            diagnostics = [error.diagnostic]
            return
        }
        let parsed = parse(bytes)
        let sense = parsed.spec.map { parsed.located(validate($0)) } ?? []
        diagnostics = (parsed.diagnostics + sense).sorted {
            guard let left = $0.location, let right = $1.location else { return false }
            return left < right
        }
        let isGood = !diagnostics.contains { $0.severity == .error }
        spec = isGood ? parsed.spec : nil
    }

    /// Prints the diagnostics on standard error, as a compiler does.
    func printDiagnostics() {
        let renderer = DiagnosticRenderer(
            file: path, source: bytes, usesColour: isColoured(STDERR_FILENO))
        write(renderer.text(of: diagnostics), to: STDERR_FILENO)
    }

    /// The spec; without one the diagnostics are printed and the exit status is 1.
    func requireSpec() throws -> Spec {
        printDiagnostics()
        guard let spec else { throw ExitCode(1) }
        return spec
    }
}
