import Files
import Glibc

/// A file of trusted certificate authorities, read with a size limit and without blocking on a
/// pipe.
enum AuthorityFile {
    /// Maximum number of bytes of a file.
    static let limit = 4 << 20

    /// Attributes that change when a file is written or replaced.
    struct Stamp: Sendable, Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let changedSeconds: Int
        let changedNanoseconds: Int
    }

    /// A failure to read the file.
    struct Fault: Error, CustomStringConvertible {
        let description: String

        init(_ path: String, _ reason: String) {
            description = "cannot read the trusted issuers in \(path): \(reason)"
        }
    }

    /// The stamp and content of the file; the content is nil when the stamp is the known one.
    ///
    /// A file system that does not answer may block it for ever, so call it on its own thread.
    /// **Errors:** ``Fault``.
    static func read(
        _ path: String, known: Stamp?, of document: DocumentFiles = DocumentFiles()
    ) throws(Fault) -> (stamp: Stamp, bytes: [UInt8]?) {
        let path = document.path(of: path)
        let opened: (descriptor: Int32, facts: stat)
        do throws(FileRefusal) {
            // This way a FIFO opens at once, and is rejected.
            opened = try TrustedFile(path: path, trusting: document.users).open()
        } catch {
            throw Fault(path, error.words)
        }
        let (descriptor, status) = opened
        defer { close(descriptor) }
        // The change time of the inode, which no program can set back, changes with the content.
        let stamp = Stamp(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: Int64(status.st_size), changedSeconds: status.st_ctim.tv_sec,
            changedNanoseconds: status.st_ctim.tv_nsec)
        if stamp == known { return (stamp, nil) }
        let size = Int(status.st_size)
        guard size <= limit else { throw Fault(path, "it has more than 4 MiB") }
        switch BoundedRead(of: descriptor, limit: limit, expecting: size) {
        case .bytes(let bytes): return (stamp, bytes)
        case .tooLarge: throw Fault(path, "it has more than 4 MiB")
        case .failed(let number): throw Fault(path, SocketFailure(number: number).reason)
        }
    }
}

extension FileRefusal {
    /// The reason in the words of checks, and the remedy.
    fileprivate var words: String {
        if case .system(let number) = reason { return SocketFailure(number: number).reason }
        return "\(reason)\(remedy.map { "; \($0)" } ?? "")"
    }
}
