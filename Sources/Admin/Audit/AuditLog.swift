import Files
import Model

/// Writes the audit log on a thread of its own.
public actor AuditLog {
    private let executor = QueueExecutor(label: "ballast.audit")
    private let file: AuditFile
    private let archive: AuditArchive
    private var failure: HostFailure?

    /// The thread of the writes.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates the log of a state directory.
    public init(state: String) {
        file = AuditFile(state: state)
        archive = AuditArchive(state: state)
    }

    /// Writes an entry, and returns when it is on disk.
    ///
    /// **Errors:** `HostFailure`: the entry is lost.
    public func record(_ entry: AuditEntry) throws(HostFailure) {
        do throws(HostFailure) {
            try file.append(entry)
            failure = nil
        } catch {
            failure = error
            throw error
        }
    }

    /// The failure of the last entry; nil: it was written.
    public var trouble: HostFailure? { failure }

    /// Returns entries of all nodes, the oldest first; see ``AuditArchive/entries(last:where:)``.
    ///
    /// **Errors:** `HostFailure`.
    public func entries(
        last: Int, where isWanted: @Sendable (AuditEntry) -> Bool
    ) throws(HostFailure) -> (entries: [AuditEntry], damaged: Int) {
        try archive.entries(last: last, where: isWanted)
    }
}
