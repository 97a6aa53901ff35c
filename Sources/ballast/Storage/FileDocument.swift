import Glibc
import Model
import Reconciliation

/// The document as a file that people and tools replace in every way there is.
struct FileDocument: DocumentSource {
    let path: String
    private var seen: Signature?
    private var unreadySince: ContinuousClock.Instant?

    /// What tells one state of a file from another without reading it.
    private struct Signature: Equatable {
        let device: UInt
        let inode: UInt
        let size: Int
        let modified: Int64
        let changed: Int64
    }

    /// The file at this path, links followed.
    init(path: String) {
        self.path = path
    }

    /// Time in which two writes can carry one time stamp.
    ///
    /// **Unit:** nanoseconds.
    private static let stampGranularity: Int64 = 50_000_000
    /// How long a file that is gone or empty may be one that is just being replaced.
    private static let replacing = Duration.seconds(1)
    /// How long one that somebody has open for writing may be half of one.
    private static let writing = Duration.seconds(30)

    mutating func load(force: Bool) -> LoadedDocument {
        let signature = Self.signature(path)
        if !force, let signature, signature == seen {
            unreadySince = nil
            return .unchanged
        }
        if !force, isUnready(signature) { return .unchanged }
        let reading = DocumentReading(path: path, regularOnly: true)
        seen = Self.settled(Self.signature(path))
        guard let spec = reading.spec else { return .bad(reading.diagnostics) }
        return .good(spec, warnings: reading.diagnostics)
    }

    /// Whether to wait for the one who is replacing the file: half a document can be a good one.
    private mutating func isUnready(_ signature: Signature?) -> Bool {
        let limit: Duration
        if signature == nil || signature?.size == 0 {
            limit = Self.replacing
        } else if Self.isBeingWritten(path) {
            limit = Self.writing
        } else {
            unreadySince = nil
            return false
        }
        let now = ContinuousClock.now
        let since = unreadySince ?? now
        unreadySince = since
        return now - since < limit
    }

    private static func signature(_ path: String) -> Signature? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return Signature(
            device: UInt(info.st_dev), inode: UInt(info.st_ino), size: Int(info.st_size),
            modified: nanoseconds(info.st_mtim), changed: nanoseconds(info.st_ctim))
    }

    /// The signature, unless a write that is yet to come could have the same.
    private static func settled(_ signature: Signature?) -> Signature? {
        guard let signature else { return nil }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return nanoseconds(now) - signature.changed > stampGranularity ? signature : nil
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// `F_SETLEASE`, which Swift does not see.
    ///
    /// Source: `linux/fcntl.h`.
    private static let setLease: Int32 = 1024

    /// Whether somebody has the file open for writing.
    ///
    /// The kernel grants a read lease only where nobody has. Source: `fcntl(2)`, F_SETLEASE. Where
    /// there are no leases (other file systems, not the owner) the answer is no.
    private static func isBeingWritten(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let busy = fcntl(descriptor, setLease, F_RDLCK) != 0 && errno == EAGAIN
        _ = fcntl(descriptor, setLease, F_UNLCK)
        return busy
    }
}
