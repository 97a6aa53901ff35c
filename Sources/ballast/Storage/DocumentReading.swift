import ArgumentParser
import Document
import Glibc
import Model
import Planning

/// A document, read and checked: what every command begins with.
struct DocumentReading {
    let path: String
    let bytes: [UInt8]
    /// The spec; nil when there is an error.
    let spec: Spec?
    /// What there is to say about it, in the order of the text, up to a limit.
    let diagnostics: [Diagnostic]
    /// How many more there were.
    private(set) var omitted = 0

    /// - Parameter regularOnly: a pipe or a device is refused, not waited for.
    init(path: String, regularOnly: Bool = false) {
        do {
            let bytes = try DocumentFile(path: path).read(regularOnly: regularOnly)
            self.init(path: path, bytes: bytes)
        } catch {
            self.init(path: path, failure: error)
        }
    }

    private init(path: String, failure: FileFailure) {
        self.path = path
        bytes = []
        spec = nil
        diagnostics = [failure.diagnostic]
    }

    /// What this text says, which is or will be the file's.
    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        let parsed = parse(bytes)
        let sense = parsed.draft.map { parsed.located(validate($0)) } ?? []
        let all = parsed.diagnostics + sense
        diagnostics = Self.bounded(all).sorted {
            guard let left = $0.location, let right = $1.location else { return false }
            return left < right
        }
        omitted = all.count - diagnostics.count
        spec = all.contains { $0.severity == .error } ? nil : parsed.spec
    }

    /// Most diagnostics that are kept of one document; errors before warnings.
    private static let limit = 200

    private static func bounded(_ all: [Diagnostic]) -> [Diagnostic] {
        if all.count <= limit { return all }
        let errors = all.filter { $0.severity == .error }
        let warnings = all.filter { $0.severity == .warning }
        return Array((errors + warnings).prefix(limit))
    }

    /// Prints the diagnostics on standard error, as a compiler does.
    func printDiagnostics(where isNews: (Diagnostic) -> Bool = { _ in true }) {
        let renderer = DiagnosticRenderer(
            file: path, source: bytes, usesColour: isColoured(STDERR_FILENO))
        write(renderer.text(of: diagnostics.filter(isNews)), to: STDERR_FILENO)
        if omitted > 0 { standardError("\(path): and \(omitted) more") }
    }

    /// The spec; without one the diagnostics are printed and the exit status is 1.
    func requireSpec() throws -> Spec {
        printDiagnostics()
        guard let spec else { throw ExitCode(1) }
        return spec
    }
}
