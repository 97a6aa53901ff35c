import ArgumentParser
import Controller
import Document
import Glibc
import Model

extension DocumentReading {
    /// Prints the diagnostics on standard error, in the form of a compiler's.
    func printDiagnostics(where isNews: (Diagnostic) -> Bool = { _ in true }) {
        let renderer = DiagnosticRenderer(
            file: path, source: bytes, usesColour: isColoured(STDERR_FILENO))
        write(renderer.text(of: diagnostics.filter(isNews)), to: STDERR_FILENO)
        if omitted > 0 { standardError("\(path): and \(omitted) more") }
    }

    /// Returns the spec; without one, prints the diagnostics and throws exit status 1.
    ///
    /// - Parameter json: whether to print them on standard output too, in JSON.
    func requireSpec(json: Bool = false) throws -> Spec {
        if json, spec == nil { try printJSON(DocumentAnswer(self)) }
        let isCounted = { (diagnostic: Diagnostic) in diagnostic.code == .addressNotVirtual }
        printDiagnostics { !isCounted($0) }
        let count = diagnostics.count(where: isCounted)
        if count > 0 {
            standardError(
                "\(path): \(counted(count, "address", "addresses")) of no virtual address: "
                    + "\"ballast validate\" shows where")
        }
        guard let spec else { throw ExitCode(1) }
        return spec
    }
}
