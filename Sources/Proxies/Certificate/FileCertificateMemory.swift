import Files
import Model
import Planning

/// The certificate memory as a file: `certificates.json` in the state directory.
struct FileCertificateMemory: Sendable {
    private let store: JSONStore<CertificateMemory>

    /// Creates a memory in this directory, which is created at the first save.
    init(directory: String) {
        store = JSONStore("certificates", in: directory, title: "notices about certificates")
    }

    /// Returns the saved memory; empty without a file.
    ///
    /// **Errors:** `HostFailure` if the file can't be read.
    func load() throws -> CertificateMemory {
        try store.load(remedy: "they are reported again") ?? CertificateMemory()
    }

    /// Replaces the file atomically.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
    func save(_ memory: CertificateMemory) throws {
        try store.save(memory)
    }
}
