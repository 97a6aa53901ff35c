import Files
import Glibc

/// A file of trusted issuers, read within bounds and without waiting for its content.
enum AuthorityFile {
    /// Bytes of a file, at most.
    static let limit = 4 << 20

    /// What changes when a file is written or replaced.
    struct Stamp: Sendable, Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let changedSeconds: Int
        let changedNanoseconds: Int
    }

    /// A file that can't be read.
    struct Fault: Error, CustomStringConvertible {
        let description: String

        init(_ path: String, _ reason: String) {
            description = "cannot read the trusted issuers in \(path): \(reason)"
        }
    }

    /// The stamp and content of the file; nil in the second where the stamp is the known one.
    ///
    /// It may sleep for ever in a file system that does not answer, so call it on a thread of its
    /// own. **Errors:** ``Fault``.
    static func read(
        _ path: String, known: Stamp?, of document: DocumentFiles = DocumentFiles()
    ) throws(Fault) -> (stamp: Stamp, bytes: [UInt8]?) {
        let path = document.path(of: path)
        let opened: (descriptor: Int32, facts: stat)
        do throws(FileRefusal) {
            // A FIFO opens at once this way, and is refused.
            opened = try TrustedFile(path: path, trusting: document.users).open()
        } catch {
            throw Fault(path, error.words)
        }
        let (descriptor, status) = opened
        defer { close(descriptor) }
        // The change of the inode, which cannot be set back, comes with that of the content.
        let stamp = Stamp(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: Int64(status.st_size), changedSeconds: status.st_ctim.tv_sec,
            changedNanoseconds: status.st_ctim.tv_nsec)
        if stamp == known { return (stamp, nil) }
        guard status.st_size <= limit else { throw Fault(path, "it has more than 4 MiB") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Fault(path, SocketFailure.last.reason) }
            if count == 0 { return (stamp, bytes) }
            bytes += buffer[..<count]
        }
        throw Fault(path, "it has more than 4 MiB")
    }
}

/// The directory and the trusted owners of the files that a document names.
struct DocumentFiles: Sendable {
    /// The directory of relative paths.
    var directory = "."
    /// Root, this process's user, and the owner of a known document.
    var users = TrustedUsers.own

    func path(of file: String) -> String {
        file.hasPrefix("/") ? file : "\(directory)/\(file)"
    }
}

extension FileRefusal {
    /// The reason in the words of checks, and the remedy.
    fileprivate var words: String {
        if case .system(let number) = reason { return SocketFailure(number: number).reason }
        return "\(reason)\(remedy.map { "; \($0)" } ?? "")"
    }
}
