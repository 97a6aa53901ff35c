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
    /// - Parameters:
    ///   - json: whether to print them on standard output too, in JSON.
    ///   - warns: whether to print warnings.
    func requireSpec(json: Bool = false, warns: Bool = true) throws -> Spec {
        if spec == nil { try View(forPrograms: DocumentAnswer(self)).print(json: json) }
        let isCounted = { (diagnostic: Diagnostic) in diagnostic.code == .addressNotVirtual }
        printDiagnostics { !isCounted($0) && (warns || $0.severity == .error) }
        let count = warns ? diagnostics.count(where: isCounted) : 0
        if count > 0 {
            standardError(
                "\(path): \(counted(count, "listen address", "listen addresses")) "
                    + "\(count == 1 ? "is" : "are") no virtual address: "
                    + "\"ballast validate\" shows where")
        }
        guard let spec else { throw ExitCode(1) }
        return spec
    }
}
