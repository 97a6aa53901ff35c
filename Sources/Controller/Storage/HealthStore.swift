import Files
import FoundationEssentials
import Glibc
import Health
import Model

/// The state of all checks and agents on disk: `verdicts.json` in the state directory, and
/// `verdicts.journal` with the changes since.
///
/// A restarted controller reads both, so that a server which was down gets no connections before it
/// passes a check, weights do not jump, and a server that its agent has drained stays drained.
/// Unlike the ledger they are valid after a reboot: readings until the next answer, verdicts for
/// ``age``. A change appends a line for each changed server. The file is replaced each minute, or
/// when the journal is larger.
actor HealthStore {
    private let store: JSONStore<Contents>
    private let journalPath: String
    /// Readings as an older version stores them, until the file has its own.
    private let formerReadings: JSONStore<FormerReadings>
    private let executor = QueueExecutor(label: "ballast.verdicts")
    /// The time of the file to which the journal belongs; nil: the file must be replaced.
    private var saved: Int64?
    private var fileSize = 0
    private var journalSize = 0

    /// The queue of all file access, because a disk may be slow.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Creates a store in this directory, which is created at the first save.
    init(directory: String) {
        store = JSONStore("verdicts", in: directory, limit: Self.limit)
        formerReadings = JSONStore("feedback", in: directory, limit: Self.limit)
        journalPath = directory + "/verdicts.journal"
    }

    /// The largest age of stored verdicts: a server may have failed since.
    ///
    /// **Unit:** milliseconds.
    static let age: Int64 = 300_000

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
        var entries: [StoredServer<VerdictMachine>]
        var readings: [StoredServer<FeedbackMachine>]?
    }

    /// The form of an older version's `feedback.json`.
    private struct FormerReadings: Codable {
        var entries: [StoredServer<FeedbackMachine>]
    }

    /// A line of the journal, with the state of one server.
    private struct Line: Codable {
        /// The time of the file to which it belongs.
        var after: Int64
        var entry: StoredServer<VerdictMachine>?
        var reading: StoredServer<FeedbackMachine>?
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
            let lines = journal(after: saved)
            snapshot.readings.replace(by: lines.compactMap(\.reading))
            // A time in the future means that the clock was or is wrong.
            if (now - Self.age...now).contains(saved) {
                snapshot.verdicts = contents.entries
                snapshot.verdicts.replace(by: lines.compactMap(\.entry))
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

    /// Returns the lines of the journal of this file, oldest first.
    ///
    /// The last line may be incomplete after a crash of the host.
    private nonisolated func journal(after saved: Int64) -> [Line] {
        // A missing or unreadable journal has no lines.
        guard
            let bytes = try? TrustedFile(path: journalPath, trusting: .own, isStrict: true)
                .read(limit: Self.limit)
        else { return [] }
        let decoder = JSONDecoder()
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            // An incomplete line has no state.
            guard let line = try? decoder.decode(Line.self, from: Data(line)), line.after == saved
            else { return nil }
            return line
        }
    }

    /// Whether the next save must replace the file.
    var needsSnapshot: Bool {
        // Without the file, as in a directory that was removed, the journal belongs to nothing.
        saved == nil || journalSize > max(Self.leastJournal, fileSize) || !isThere(store.path)
    }

    /// Requires the next save to replace the file.
    func expire() { saved = nil }

    /// Appends changes to the journal.
    ///
    /// **Errors:** `HostFailure`; the next save must replace the file.
    func append(_ changes: HealthSnapshot) throws {
        guard let saved, !changes.isEmpty else { return }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let lines =
                changes.verdicts.map { Line(after: saved, entry: $0) }
                + changes.readings.map { Line(after: saved, reading: $0) }
            var bytes: [UInt8] = []
            for line in lines {
                bytes += try encoder.encode(line)
                bytes.append(UInt8(ascii: "\n"))
            }
            try appendDurably(bytes, to: journalPath)
            journalSize += bytes.count
        } catch {
            self.saved = nil
            throw HostFailure(operation: "save the verdicts \(journalPath)", reason: "\(error)")
        }
    }

    /// Replaces the file atomically and removes the journal; without any state no file is created.
    ///
    /// **Errors:** `HostFailure`; the old file stays.
    func save(_ snapshot: HealthSnapshot) throws {
        if snapshot.isEmpty && !isThere(store.path) { return }
        // The journal refers to the file by its time, which must be unique.
        var now = wallClock()
        if now == saved { now += 1 }
        saved = nil
        let size = try store.save(
            Contents(saved: now, entries: snapshot.verdicts, readings: snapshot.readings))
        // A journal that can't be removed refers to the replaced file.
        unlink(journalPath)
        // Readings that can't be removed are not read beside those of the file.
        unlink(formerReadings.path)
        saved = now
        fileSize = size
        journalSize = 0
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
