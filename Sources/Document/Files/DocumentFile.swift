import Glibc

/// The file that holds a document.
public struct DocumentFile: Sendable, Hashable {
    /// As the user gave it; symbolic links are followed.
    public let path: String

    /// The document at this path, which need not exist.
    public init(path: String) {
        self.path = path
    }

    /// The bytes of the file now.
    ///
    /// **Errors:** the system's, or `.tooLarge` for more than 16 MiB; ``FileFailure/diagnostic``
    /// says it as a diagnostic.
    ///
    /// - Parameter regularOnly: a pipe or a device is `.notRegular`; without it the call waits for
    ///   whoever writes into the pipe, which may be for ever.
    /// - Parameter beyond: how many bytes more than a document may have it may have.
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

    /// Whoever makes a link beside documents must not have root show what it leads to.
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

    /// All bytes that can be read from here on.
    func contents(
        of descriptor: Int32, operation: String, limit: Int = Source.limit
    ) throws(FileFailure) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(operation, errno) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(max(0, Int(status.st_size)), limit) + 1)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(operation, errno) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else {
                throw FileFailure(operation: operation, path: path, reason: .tooLarge)
            }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// A failure of the system with this file.
    func failure(_ operation: String, _ number: Int32) -> FileFailure {
        FileFailure(operation: operation, path: path, reason: .system(number))
    }
}
