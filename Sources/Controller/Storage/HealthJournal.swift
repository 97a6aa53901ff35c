import Files
import FoundationEssentials
import Glibc
import Health
import Model

/// The changes of checks and agents since `verdicts.json` was written: `verdicts.journal`.
///
/// Its lines belong to the file with the same time. The first one has no server: without it a
/// journal that was removed would look like one without changes, and a server that is down would
/// get the verdict of the file.
struct HealthJournal: Sendable {
    /// The path of the journal.
    let path: String
    /// **Unit:** bytes.
    private let limit: Int

    /// A line, with the state of one server.
    private struct Line: Codable {
        /// The time of the file to which it belongs.
        var after: Int64
        /// The time until which file and journal were the current state.
        var until: Int64?
        var entry: StoredServer<VerdictMachine>?
        var reading: StoredServer<FeedbackMachine>?
    }

    /// Creates a reference to the journal of a directory.
    ///
    /// - Parameter limit: the most bytes that are read.
    init(directory: String, limit: Int) {
        path = directory + "/verdicts.journal"
        self.limit = limit
    }

    /// The size of the journal; nil: there is none.
    ///
    /// **Unit:** bytes.
    var size: Int? { FileSignature.of(path)?.size }

    /// Replaces the journal by one without changes; returns its size.
    ///
    /// **Errors:** `HostFailure`; the old journal stays, and belongs to the replaced file.
    func begin(after saved: Int64) throws -> Int {
        let bytes = try Self.bytes(of: [Line(after: saved)])
        try writeAtomically(bytes, to: path)
        return bytes.count
    }

    /// Appends changes; returns the number of bytes.
    ///
    /// - Parameter now: the time, if it is due; milliseconds since 1970.
    ///
    /// **Errors:** `HostFailure`; the journal may end with a part of a line.
    func append(_ changes: HealthSnapshot, after saved: Int64, until now: Int64?) throws -> Int {
        let bytes = try Self.bytes(
            of: changes.verdicts.map { Line(after: saved, entry: $0) }
                + changes.readings.map { Line(after: saved, reading: $0) }
                + (now.map { [Line(after: saved, until: $0)] } ?? []))
        try appendDurably(bytes, to: path)
        return bytes.count
    }

    /// Returns the changes since a file was written, oldest first, and the time until which they
    /// were all, if the journal has one.
    ///
    /// The last line may be incomplete after a crash of the host. The lines of a replaced file are
    /// skipped.
    ///
    /// - Parameter isNecessary: whether the file had a journal; an earlier program's may have none.
    ///
    /// **Errors:** `HostFailure`: it is missing, damaged, or can't be read.
    func changes(after saved: Int64, isNecessary: Bool) throws(HostFailure) -> HealthSnapshot {
        var changes = HealthSnapshot()
        let bytes: [UInt8]
        do throws(FileRefusal) {
            bytes = try TrustedFile(path: path, trusting: .own, isStrict: true).read(limit: limit)
        } catch {
            guard error.reason == .system(ENOENT), !isNecessary else {
                throw failure("\(error.reason)")
            }
            return changes
        }
        let decoder = JSONDecoder()
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? 0
        for text in bytes[..<end].split(separator: UInt8(ascii: "\n")) {
            guard let line = try? decoder.decode(Line.self, from: Data(text)) else {
                throw failure("it is damaged")
            }
            guard line.after == saved else { continue }
            changes.saved = line.until ?? changes.saved
            if let entry = line.entry { changes.verdicts.append(entry) }
            if let reading = line.reading { changes.readings.append(reading) }
        }
        return changes
    }

    private static func bytes(of lines: [Line]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes: [UInt8] = []
        for line in lines {
            bytes += try encoder.encode(line)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private func failure(_ reason: String) -> HostFailure {
        HostFailure(
            operation: "read the latest verdicts \(path)", reason: reason,
            remedy: "every server is checked anew before it gets connections")
    }
}
