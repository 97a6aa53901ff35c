import Files
import Glibc
import Model

/// The end of files, read on a thread of its own, which waits for a disk that hangs.
actor FileTail {
    private let executor = QueueExecutor(label: "ballast.log-tail")

    /// The thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The most bytes.
    private static let limit = 256 << 10

    /// Returns the last lines of a file; "": it is not there yet.
    ///
    /// **Errors:** `HostFailure`: it can't be read, or is no regular file.
    func text(of path: String) throws(HostFailure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return "" }
            throw HostFailure(operation: "read \(path)", reason: SystemError.last.words)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw HostFailure(operation: "read \(path)", reason: "it is no regular file")
        }
        let size = Int(status.st_size)
        let start = max(0, size - Self.limit)
        guard lseek(descriptor, off_t(start), SEEK_SET) >= 0 else {
            throw HostFailure(operation: "read \(path)", reason: SystemError.last.words)
        }
        switch BoundedRead(of: descriptor, limit: Self.limit + (64 << 10), expecting: Self.limit) {
        case .bytes(let bytes):
            // The first line is a part of one.
            let first = start == 0 ? 0 : (bytes.firstIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            return String(decoding: bytes[first...], as: UTF8.self)
        case .tooLarge:
            throw HostFailure(operation: "read \(path)", reason: "it grows too quickly")
        case .failed(let code):
            throw HostFailure(operation: "read \(path)", reason: SystemError(code).words)
        }
    }
}
