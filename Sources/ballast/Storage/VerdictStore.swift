import Document
import Files
import FoundationEssentials
import Glibc
import Health
import Model
import Reconciliation

/// The state of all checks on disk: `verdicts.json` in the state directory, and
/// `verdicts.journal` with the changes since.
///
/// A daemon that starts again reads both, so that a server which was down gets no connections
/// before it has passed a check. Unlike the ledger they are valid over a reboot, but not for long.
/// A change appends a line for each server that has changed; the file itself is replaced once a
/// minute, and when the journal has grown larger than it.
actor VerdictStore {
    private let directory: String
    private let executor = QueueExecutor(label: "ballast.verdicts")
    private var path: String { directory + "/verdicts.json" }
    private var journalPath: String { directory + "/verdicts.journal" }
    /// The time of the file to which the journal belongs; nil: no file is known to be good.
    private var saved: Int64?
    private var fileSize = 0
    private var journalSize = 0

    /// The queue of all file access: a disk may be slow, and no other work waits for it.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// The store in this directory, which is made when verdicts are saved.
    init(directory: String) {
        self.directory = directory
    }

    /// Age from which stored verdicts are worthless: a server may have died since.
    ///
    /// **Unit:** milliseconds.
    static let age: Int64 = 300_000

    /// The size by which a file may exceed that of a document: 1,000,000 servers.
    ///
    /// **Unit:** bytes.
    private static let limit = 256 << 20

    /// The smallest journal that leads to a new file.
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

    /// The verdicts stored last; empty where there are none, or where they are too old.
    ///
    /// - Parameter now: milliseconds since 1970.
    ///
    /// **Errors:** `HostFailure` when there is a file that can't be read.
    nonisolated func load(now: Int64 = wallClock()) throws -> VerdictBoard.Snapshot {
        let path = directory + "/verdicts.json"
        guard access(path, F_OK) == 0 else { return VerdictBoard.Snapshot() }
        do {
            let bytes = try DocumentFile(path: path).read(beyond: Self.limit)
            let contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
            // A time in the future: the clock was wrong then, or is now.
            guard let saved = contents.saved, (0...Self.age).contains(now - saved) else {
                return VerdictBoard.Snapshot()
            }
            return VerdictBoard.Snapshot(entries: contents.entries)
                .updated(by: Self.journal(in: directory, after: saved))
        } catch {
            throw HostFailure(
                operation: "read the verdicts \(path)", reason: "\(error)",
                remedy: "every server is checked anew before it gets connections")
        }
    }

    /// The entries of the journal of this file, oldest first.
    ///
    /// The last line may be torn, because the machine can stop in the middle of it.
    private static func journal(
        in directory: String, after saved: Int64
    ) -> [VerdictBoard.Snapshot.Entry] {
        // Without a journal the file alone counts, and with one that can't be read too.
        guard
            let bytes = try? DocumentFile(path: directory + "/verdicts.journal")
                .read(regularOnly: true, beyond: Self.limit)
        else { return [] }
        let decoder = JSONDecoder()
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            // A torn line has no entry.
            guard let line = try? decoder.decode(Line.self, from: Data(line)), line.after == saved
            else { return nil }
            return line.entry
        }
    }

    /// Whether the journal is as long as it may be, so that the next save replaces the file.
    var needsSnapshot: Bool {
        saved == nil || journalSize > max(Self.leastJournal, fileSize)
    }

    /// Has the next save replace the file.
    func expire() { saved = nil }

    /// Appends changes to the journal.
    ///
    /// **Errors:** `HostFailure`: the next save has to be of everything.
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

    /// Replaces the file, all or nothing, and empties the journal; where nothing is checked no file
    /// is made.
    ///
    /// **Errors:** `HostFailure`; the old file stays.
    func save(_ snapshot: VerdictBoard.Snapshot) throws {
        if snapshot.entries.isEmpty && access(path, F_OK) != 0 { return }
        try makeDirectory(directory)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Each file has a time of its own, whatever the clock does: the journal names it.
        var now = wallClock()
        if now == saved { now += 1 }
        let bytes = Array(try encoder.encode(Contents(saved: now, entries: snapshot.entries)))
        saved = nil
        try writeAtomically(bytes, to: path)
        // A journal that stays names a file that is gone.
        unlink(journalPath)
        saved = now
        fileSize = bytes.count
        journalSize = 0
    }
}

extension VerdictBoard.Snapshot {
    /// This state with later entries in the place of earlier ones.
    func updated(by later: [Entry]) -> VerdictBoard.Snapshot {
        guard !later.isEmpty else { return self }
        var machines: [VerdictBoard.Seat: Entry] = [:]
        for entry in entries + later { machines[entry.seat] = entry }
        return VerdictBoard.Snapshot(entries: machines.values.sorted { $0.seat < $1.seat })
    }
}
