import Files
import FoundationEssentials
import Glibc
import Health
import Model
import Synchronization

/// The state of all checks and agents on disk: `verdicts.json` in the state directory, and
/// `verdicts.journal` with the changes since.
///
/// A restarted controller reads both, so that a server which was down gets no connections before it
/// passes a check, weights do not jump, and a server that its agent has drained stays drained.
/// Unlike the ledger they are valid after a reboot: readings until the next answer, verdicts for
/// ``HealthSnapshot/age``. A change appends a line for each changed server. The file is replaced
/// each ten minutes, or when the journal is larger: that costs as much as there are servers.
actor HealthStore {
    private let store: JSONStore<Contents>
    private let journal: HealthJournal
    /// Readings as an older version stores them, until the file has its own.
    private let formerReadings: JSONStore<FormerReadings>
    private let executor = QueueExecutor(label: "ballast.verdicts")
    /// The time of the file to which the journal belongs; nil: the file must be replaced.
    private var saved: Int64?
    private var fileSize = 0
    private nonisolated let lastFailure = Mutex<HostFailure?>(nil)
    private var journalSize = 0
    /// Whether the next save notes the time.
    private var isTimeDue = false

    /// The queue of all file access, because a disk may be slow.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates a store in this directory, which is created at the first save.
    init(directory: String) {
        store = JSONStore("verdicts", in: directory, limit: Self.limit)
        formerReadings = JSONStore("feedback", in: directory, limit: Self.limit)
        journal = HealthJournal(directory: directory, limit: Self.limit)
    }

    /// The largest file: enough for 1,000,000 servers with agents.
    ///
    /// **Unit:** bytes.
    private static let limit = 512 << 20

    /// The smallest journal for which the file is replaced.
    ///
    /// **Unit:** bytes.
    private static let leastJournal = 1 << 20

    /// The file's form; an older version's has no readings, and may have no time.
    private struct Contents: Codable {
        var saved: Int64?
        /// Whether it has a journal; nil: written by an older version.
        var hasJournal: Bool?
        var entries: [StoredServer<VerdictMachine>]
        var readings: [StoredServer<FeedbackMachine>]?
    }

    /// The members of the file beside its lists.
    private struct Head: Encodable {
        var saved: Int64
        var hasJournal = true
    }

    /// The form of an older version's `feedback.json`.
    private struct FormerReadings: Codable {
        var entries: [StoredServer<FeedbackMachine>]
    }

    /// Returns the stored state; without verdicts: there are none, or they are too old.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - report: receives the failure of each file that can't be read.
    nonisolated func load(
        now: Int64 = wallClock(), report: (HostFailure) -> Void = { _ in }
    ) -> HealthSnapshot {
        var snapshot = HealthSnapshot()
        var contents: Contents?
        do throws(HostFailure) {
            contents = try store.load(
                remedy: "every server is checked anew before it gets connections, and counts as "
                    + "idle until its agent answers")
        } catch {
            report(error)
        }
        snapshot.readings = contents?.readings ?? loadFormerReadings(report: report)
        if let contents, let saved = contents.saved {
            snapshot.saved = saved
            do throws(HostFailure) {
                let changes = try journal.changes(
                    after: saved, isNecessary: contents.hasJournal ?? false)
                let latest = changes.saved ?? saved
                snapshot.saved = latest
                snapshot.readings.replace(by: changes.readings)
                if HealthSnapshot.isValid(savedAt: latest, at: now) {
                    snapshot.verdicts = contents.entries
                    snapshot.verdicts.replace(by: changes.verdicts)
                }
            } catch {
                // A server may be down since the file was written.
                report(error)
            }
        }
        // A damaged disk can change a number and leave the form.
        snapshot.verdicts.removeAll { !$0.machine.isPlausible(at: now) }
        snapshot.readings.removeAll { !$0.machine.isPlausible }
        return snapshot
    }

    private nonisolated func loadFormerReadings(
        report: (HostFailure) -> Void
    ) -> [StoredServer<FeedbackMachine>] {
        do throws(HostFailure) {
            let remedy = "every server counts as idle until its agent answers"
            return try formerReadings.load(remedy: remedy)?.entries ?? []
        } catch {
            report(error)
            return []
        }
    }

    /// Whether the next save must replace the file.
    var needsSnapshot: Bool {
        // Changes are lost with a file that was removed or replaced.
        saved == nil || journalSize > max(Self.leastJournal, fileSize) || !isThere(store.path)
            || journal.size != journalSize
    }

    /// The failure of the last save; nil: it succeeded.
    ///
    /// Never waits for the disk.
    nonisolated var failure: HostFailure? { lastFailure.withLock { $0 } }

    /// Requires the next save to replace the file.
    func expire() { saved = nil }

    /// Requires the next save to note the time, so that its state counts as current.
    func requireTime() { isTimeDue = true }

    /// Appends changes to the journal.
    ///
    /// **Errors:** `HostFailure`; the next save must replace the file.
    func append(_ changes: HealthSnapshot) throws {
        guard let saved, !changes.isEmpty || isTimeDue else { return }
        do {
            journalSize += try journal.append(
                changes, after: saved, until: isTimeDue ? wallClock() : nil)
            isTimeDue = false
            lastFailure.withLock { $0 = nil }
        } catch {
            self.saved = nil
            throw noted(error)
        }
    }

    /// Replaces the file atomically and begins its journal; without any state no file is created.
    ///
    /// **Errors:** `HostFailure`; the old file stays, or the next save must replace the new one.
    func save(_ snapshot: HealthSnapshot) throws {
        if snapshot.isEmpty && !isThere(store.path) { return }
        // The journal refers to the file by its time, which must be unique.
        var now = wallClock()
        if now == saved { now += 1 }
        saved = nil
        do {
            fileSize = try store.save(
                Head(saved: now),
                lists: [
                    JSONList("entries", snapshot.verdicts),
                    JSONList("readings", snapshot.readings),
                ])
            journalSize = try journal.begin(after: now)
        } catch {
            throw noted(error)
        }
        // Readings that can't be removed are not read beside those of the file.
        unlink(formerReadings.path)
        saved = now
        isTimeDue = false
        lastFailure.withLock { $0 = nil }
    }

    private func noted(_ error: any Error) -> HostFailure {
        let failure = HostFailure(
            operation: "save the verdicts", reason: "\(error)",
            remedy: "a start of the controller begins with older ones, or with none")
        lastFailure.withLock { $0 = failure }
        return failure
    }
}

extension Array {
    /// Replaces the state of servers by later ones, and adds that of others.
    ///
    /// **Shape:** sorted by server.
    fileprivate mutating func replace<Machine>(by later: Self)
    where Element == StoredServer<Machine> {
        guard !later.isEmpty else { return }
        var entries: [ServerID: Element] = [:]
        for entry in self + later { entries[entry.server] = entry }
        self = entries.values.sorted { $0.server < $1.server }
    }
}
