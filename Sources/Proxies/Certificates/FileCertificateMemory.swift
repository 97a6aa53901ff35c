import Document
import Files
import FoundationEssentials
import Glibc
import Model
import Planning

/// The certificate memory as a file: `certificates.json` in the state directory.
struct FileCertificateMemory: Sendable {
    private let directory: String
    private var path: String { directory + "/certificates.json" }

    /// Creates a memory in this directory, which is created at the first save.
    init(directory: String) {
        self.directory = directory
    }

    /// Returns the saved memory; empty without a file.
    ///
    /// **Errors:** `HostFailure` if the file can't be read.
    func load() throws -> CertificateMemory {
        guard access(path, F_OK) == 0 else { return CertificateMemory() }
        do {
            let bytes = try DocumentFile(path: path).read()
            return try JSONDecoder().decode(CertificateMemory.self, from: Data(bytes))
        } catch {
            throw HostFailure(
                operation: "read what was told of certificates, \(path)", reason: "\(error)",
                remedy: "it is told anew")
        }
    }

    /// Replaces the file atomically.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
    func save(_ memory: CertificateMemory) throws {
        try OwnDirectory(path: directory).make()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try writeAtomically(Array(try encoder.encode(memory)), to: path)
    }
}
