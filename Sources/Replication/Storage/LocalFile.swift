import Files
import Glibc
import Model

/// The last look at a file that the document names.
struct LocalFile: Sendable {
    /// The signature at that look; nil: a change could go unnoticed.
    var signature: FileSignature?
    /// The result.
    var result: Result<Entry, FileRefusal>

    /// Looks at a file by its path relative to the directory.
    init(_ path: String, in directory: String, document: String) {
        let file = TrustedFile.named("\(directory)/\(path)", by: document)
        do throws(FileRefusal) {
            let (descriptor, facts) = try file.open()
            defer { close(descriptor) }
            let before = FileSignature.of(file.path)
            do throws(HostFailure) {
                let (digest, size) = try Digest.of(descriptor, "read \(path)")
                result = .success(
                    Entry(
                        path: path, mode: FileMode.rounded(UInt32(facts.st_mode)), size: size,
                        digest: digest))
            } catch {
                let isLarge = error.errno == nil
                result = .failure(
                    FileRefusal(
                        path: file.path,
                        reason: isLarge ? .tooLarge(ManifestLimits.file) : .system(EIO)))
            }
            signature =
                before == FileSignature.of(file.path)
                ? FileSignature.settled(before, at: wallClock() * 1_000_000) : nil
        } catch {
            // A cause outside the file, such as a folder's owner, leaves no trace in it.
            signature = nil
            result = .failure(error)
        }
    }

    /// The file's entry; nil: it can't be used.
    var entry: Entry? { try? result.get() }
}
