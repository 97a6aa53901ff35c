import Glibc

/// The facts that identify a state of a file without reading it.
public struct FileSignature: Equatable, Sendable {
    /// The device of its file system.
    public let device: UInt
    /// Its number in the file system.
    public let inode: UInt
    /// **Unit:** bytes.
    public let size: Int
    /// The time of the last write.
    ///
    /// **Unit:** nanoseconds since 1970.
    public let modified: Int64
    /// The time of the last change, of attributes too.
    ///
    /// **Unit:** nanoseconds since 1970.
    public let changed: Int64

    /// Creates a signature from these facts.
    init(device: UInt, inode: UInt, size: Int, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    /// The time within which two writes can have the same time stamp.
    ///
    /// **Unit:** nanoseconds.
    private static let stampGranularity: Int64 = 50_000_000

    /// Returns the signature of the file at this path, links followed; nil: no such file.
    public static func of(_ path: String) -> FileSignature? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return FileSignature(
            device: UInt(info.st_dev), inode: UInt(info.st_ino), size: Int(info.st_size),
            modified: nanoseconds(info.st_mtim), changed: nanoseconds(info.st_ctim))
    }

    /// The facts that a change of the owner, the mode or the links of the file leaves as they are.
    public var content: String {
        "Signature(device: \(device), inode: \(inode), size: \(size), modified: \(modified)"
    }

    /// Returns the signature, unless a later write could have the same one.
    ///
    /// - Parameter now: nanoseconds since 1970.
    public static func settled(_ signature: FileSignature?, at now: Int64) -> FileSignature? {
        guard let signature else { return nil }
        // In either direction, because the clock may have been set back.
        let age = (now - signature.changed).magnitude
        return age > stampGranularity ? signature : nil
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// `F_SETLEASE`, which Swift does not import.
    ///
    /// Source: `linux/fcntl.h`.
    private static let setLease: Int32 = 1024

    /// Whether a process has the file open for writing.
    ///
    /// The kernel grants a read lease only if none has. Source: `fcntl(2)`, F_SETLEASE. If leases
    /// are unavailable (other file systems, not the owner) the answer is no.
    public static func isBeingWritten(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let busy = fcntl(descriptor, setLease, F_RDLCK) != 0 && errno == EAGAIN
        _ = fcntl(descriptor, setLease, F_UNLCK)
        return busy
    }
}

extension FileSignature: CustomStringConvertible {
    /// The facts; HAProxy's configuration has them, and another text is a reload.
    public var description: String {
        "Signature(device: \(device), inode: \(inode), size: \(size), "
            + "modified: \(modified), changed: \(changed))"
    }
}
