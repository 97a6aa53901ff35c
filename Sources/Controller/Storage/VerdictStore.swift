import Files
import FoundationEssentials
import Glibc
import Health
import Model

/// The state of all checks on disk: `verdicts.json` in the state directory, and
/// `verdicts.journal` with the changes since.
///
/// A restarted controller reads both, so that a server which was down gets no connections before it
/// passes a check. Unlike the ledger they are valid after a reboot, for ``age``. A change appends a
/// line for each changed server. The file is replaced each minute, or when the journal is larger.
actor VerdictStore {
    private let store: JSONStore<Contents>
    private let journalPath: String
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
        journalPath = directory + "/verdicts.journal"
    }

    /// The largest age of stored verdicts: a server may have failed since.
    ///
    /// **Unit:** milliseconds.
    static let age: Int64 = 300_000

    /// The largest file: enough for 1,000,000 servers.
    ///
    /// **Unit:** bytes.
    private static let limit = 256 << 20

    /// The smallest journal for which the file is replaced.
    ///
    /// **Unit:** bytes.
    private static let leastJournal = 1 << 20

    /// The file's form; an older version's has no time.
    private struct Contents: Codable {
        var saved: Int64?
        var entries: [VerdictBoard.Snapshot.Entry]
    }

    /// A line of the journal.
    private struct Line: Codable {
        /// The time of the file to which it belongs.
        var after: Int64
        var entry: VerdictBoard.Snapshot.Entry
    }

    /// Returns the stored verdicts; empty: there are none, or they are too old.
    ///
    /// - Parameter now: milliseconds since 1970.
    ///
    /// **Errors:** `HostFailure` if the file can't be read.
    nonisolated func load(now: Int64 = wallClock()) throws -> VerdictBoard.Snapshot {
        // A time in the future means that the clock was or is wrong.
        guard
            let contents = try store.load(
                remedy: "every server is checked anew before it gets connections"),
            let saved = contents.saved, (now - Self.age...now).contains(saved)
        else { return VerdictBoard.Snapshot() }
        var snapshot = VerdictBoard.Snapshot(entries: contents.entries)
            .updated(by: journal(after: saved))
        // A damaged disk can change a number and leave the form.
        snapshot.entries.removeAll { !$0.machine.isPlausible(at: now) }
        return snapshot
    }

    /// Returns the entries of the journal of this file, oldest first.
    ///
    /// The last line may be incomplete after a crash of the host.
    private nonisolated func journal(after saved: Int64) -> [VerdictBoard.Snapshot.Entry] {
        // A missing or unreadable journal has no entries.
        guard
            let bytes = try? TrustedFile(path: journalPath, trusting: .own, isStrict: true)
                .read(limit: Self.limit)
        else { return [] }
        let decoder = JSONDecoder()
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            // An incomplete line has no entry.
            guard let line = try? decoder.decode(Line.self, from: Data(line)), line.after == saved
            else { return nil }
            return line.entry
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
    func append(_ changes: VerdictBoard.Snapshot) throws {
        guard let saved, !changes.entries.isEmpty else { return }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            var bytes: [UInt8] = []
            for entry in changes.entries {
                bytes += try encoder.encode(Line(after: saved, entry: entry))
                bytes.append(UInt8(ascii: "\n"))
            }
            try appendDurably(bytes, to: journalPath)
            journalSize += bytes.count
        } catch {
            self.saved = nil
            throw HostFailure(operation: "save the verdicts \(journalPath)", reason: "\(error)")
        }
    }

    /// Replaces the file atomically and removes the journal; without verdicts no file is created.
    ///
    /// **Errors:** `HostFailure`; the old file stays.
    func save(_ snapshot: VerdictBoard.Snapshot) throws {
        if snapshot.entries.isEmpty && !isThere(store.path) { return }
        // The journal refers to the file by its time, which must be unique.
        var now = wallClock()
        if now == saved { now += 1 }
        saved = nil
        let size = try store.save(Contents(saved: now, entries: snapshot.entries))
        // A journal that can't be removed refers to the replaced file.
        unlink(journalPath)
        saved = now
        fileSize = size
        journalSize = 0
    }
}

extension VerdictBoard.Snapshot {
    /// Returns this state with later entries, which replace earlier ones.
    func updated(by later: [Entry]) -> VerdictBoard.Snapshot {
        guard !later.isEmpty else { return self }
        var machines: [VerdictBoard.Seat: Entry] = [:]
        for entry in entries + later { machines[entry.seat] = entry }
        return VerdictBoard.Snapshot(entries: machines.values.sorted { $0.seat < $1.seat })
    }
}
