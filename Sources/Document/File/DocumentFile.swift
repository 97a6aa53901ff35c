import Files
import Glibc

/// The file of a document.
public struct DocumentFile: Sendable, Hashable {
    /// The path as given by the user; symbolic links are followed.
    public let path: String

    /// Creates a reference to the document at this path, which need not exist.
    public init(path: String) {
        self.path = path
    }

    /// Returns the current bytes of the file.
    ///
    /// **Errors:** the system's, or `.tooLarge` for more than 16 MiB; ``FileFailure/diagnostic`` is
    /// the failure as a diagnostic.
    ///
    /// - Parameter regularOnly: whether to reject pipes and devices with `.notRegular`. Otherwise
    ///   the
    /// call waits for the writer of a pipe, possibly for ever.
    /// - Parameter beyond: number of bytes by which the file may exceed the limit of a document.
    public func read(
        regularOnly: Bool = false, beyond: Int = 0
    ) throws(FileFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (regularOnly ? O_NONBLOCK : 0))
        guard descriptor >= 0 else { throw failure("read", errno) }
        defer { close(descriptor) }
        var status = stat()
        guard !regularOnly || fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        else { throw FileFailure(operation: "read", path: path, reason: .notRegular) }
        try refuseForeignLink(to: descriptor)
        return try contents(of: descriptor, operation: "read", limit: Source.limit + beyond)
    }

    /// Rejects a link whose owner could make root reveal another user's file.
    ///
    /// **Errors:** `.foreignLink`.
    private func refuseForeignLink(to descriptor: Int32) throws(FileFailure) {
        var link = stat()
        var status = stat()
        guard lstat(path, &link) == 0, link.st_mode & S_IFMT == S_IFLNK,
            fstat(descriptor, &status) == 0, link.st_uid != 0, link.st_uid != status.st_uid
        else { return }
        throw FileFailure(operation: "read", path: path, reason: .foreignLink(link.st_uid))
    }

    /// Reads all remaining bytes.
    func contents(
        of descriptor: Int32, operation: String, limit: Int = Source.limit
    ) throws(FileFailure) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(operation, errno) }
        switch BoundedRead(of: descriptor, limit: limit, expecting: Int(status.st_size)) {
        case .bytes(let bytes): return bytes
        case .tooLarge:
            throw FileFailure(operation: operation, path: path, reason: .tooLarge)
        case .failed(let number): throw failure(operation, number)
        }
    }

    /// Creates the failure of a system call on this file.
    func failure(_ operation: String, _ number: Int32) -> FileFailure {
        FileFailure(operation: operation, path: path, reason: .system(number))
    }
}
