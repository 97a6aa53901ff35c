import Document
import Files
import FoundationEssentials
import Glibc
import Model
import Planning

/// What was told of certificates, as a file: `certificates.json` in the state directory.
struct FileCertificateMemory: Sendable {
    private let directory: String
    private var path: String { directory + "/certificates.json" }

    /// The file in this directory, which is made when something is saved.
    init(directory: String) {
        self.directory = directory
    }

    /// What was saved last; nothing where there is no file.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read.
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

    /// Replaces the file, all or nothing.
    ///
    /// **Errors:** `HostFailure`; the old one stays.
    func save(_ memory: CertificateMemory) throws {
        try makeDirectory(directory)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try writeAtomically(Array(try encoder.encode(memory)), to: path)
    }
}
