import Document
import Glibc
import Model
import Reconciliation

/// The document as a file that people and tools replace in every way there is.
struct FileDocument: DocumentSource {
    let path: String
    /// Whether raw lines may load code and leave HAProxy's sandbox.
    private let allowsPrivileged: Bool
    private var seen: Signature?
    private var known: KnownDocument?
    private let keeper: DocumentKeeper?
    private var unready: (state: Unready, since: ContinuousClock.Instant)?

    /// Why a file is not read yet.
    private enum Unready {
        /// It is just being replaced.
        case gone
        /// It was just truncated, to be written anew.
        case empty
        /// Somebody has it open for writing: it is half of one.
        case written

        /// How long that may be so.
        var limit: Duration {
            switch self {
            case .gone, .empty: .seconds(1)
            case .written: .seconds(30)
            }
        }
    }

    /// What tells one state of a file from another without reading it.
    struct Signature: Equatable {
        let device: UInt
        let inode: UInt
        let size: Int
        let modified: Int64
        let changed: Int64
    }

    /// The file at this path, links followed.
    ///
    /// - Parameter keeper: keeps each good document for another start; nil: nothing is kept.
    init(path: String, keeper: DocumentKeeper? = nil, allowsPrivileged: Bool = false) {
        self.path = path
        self.keeper = keeper
        self.allowsPrivileged = allowsPrivileged
    }

    /// Time in which two writes can carry one time stamp.
    ///
    /// **Unit:** nanoseconds.
    private static let stampGranularity: Int64 = 50_000_000

    mutating func load(force: Bool) -> LoadedDocument {
        keeper?.tryAgain()
        let signature = Self.signature(path)
        if !force, let signature, signature == seen {
            unready = nil
            return .unchanged
        }
        if !force, isUnready(signature) { return .unchanged }
        let reading = DocumentReading(
            path: path, after: known, allowsPrivileged: allowsPrivileged)
        // A mistake is soon mended: then what was good before is near to what is good again.
        if reading.spec != nil { known = reading.known }
        seen = Self.settled(Self.signature(path), at: wallClock() * 1_000_000)
        guard let spec = reading.spec else { return .bad(reading.diagnostics) }
        keeper?.keep(KeptDocument(path: path, accepted: wallClock(), bytes: reading.bytes))
        return .good(spec, warnings: reading.diagnostics)
    }

    var keepingFailure: HostFailure? { keeper?.failure }

    /// The document of an earlier run, with the names of files as they were meant there.
    func kept() -> KeptSpec {
        do throws(HostFailure) {
            guard let kept = try keeper?.load() else { return .none }
            let operation = "use the document that was accepted at \(timestamp(kept.accepted))"
            guard kept.path == path else {
                throw HostFailure(operation: operation, reason: "it is another one: \(kept.path)")
            }
            let reading = DocumentReading(path: path, bytes: kept.bytes)
            guard let spec = reading.spec else {
                let first = reading.diagnostics.first { $0.severity == .error }
                throw HostFailure(
                    operation: operation,
                    reason: "this version rejects it: \(first?.message ?? "it is not good")")
            }
            return .good(spec, warnings: reading.diagnostics, accepted: kept.accepted)
        } catch {
            return .useless(error)
        }
    }

    /// Whether to wait for the one who is replacing the file: half a document can be a good one.
    private mutating func isUnready(_ signature: Signature?) -> Bool {
        let state: Unready
        if signature == nil {
            state = .gone
        } else if signature?.size == 0 {
            state = .empty
        } else if Self.isBeingWritten(path) {
            state = .written
        } else {
            unready = nil
            return false
        }
        let now = ContinuousClock.now
        // One that was gone for long and comes back has all its time to be written.
        let since = unready.flatMap { $0.state == state ? $0.since : nil } ?? now
        unready = (state, since)
        return now - since < state.limit
    }

    static func signature(_ path: String) -> Signature? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return Signature(
            device: UInt(info.st_dev), inode: UInt(info.st_ino), size: Int(info.st_size),
            modified: nanoseconds(info.st_mtim), changed: nanoseconds(info.st_ctim))
    }

    /// The signature, unless a write that is yet to come could have the same.
    static func settled(_ signature: Signature?, at now: Int64) -> Signature? {
        guard let signature else { return nil }
        // In either direction: the clock may have been set back since.
        let age = (now - signature.changed).magnitude
        return age > stampGranularity ? signature : nil
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
    static func isBeingWritten(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let busy = fcntl(descriptor, setLease, F_RDLCK) != 0 && errno == EAGAIN
        _ = fcntl(descriptor, setLease, F_UNLCK)
        return busy
    }
}
