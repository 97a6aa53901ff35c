import Document
import Files
import Glibc
import Model

/// The files of a support archive, with their sizes bounded and their secrets removed.
struct SupportArchive: Sendable {
    /// The files, in the order in which they were added.
    private(set) var members: [TarArchive.Member] = []
    private let redaction: Redaction
    private var notes: [String] = []
    private let folder: String

    /// The most bytes of a file; of a longer one the end is kept.
    static let limit = 2 << 20

    /// - Parameter folder: the directory that all files are in.
    init(_ redaction: Redaction, folder: String) {
        self.redaction = redaction
        self.folder = folder
    }

    /// Adds a text.
    ///
    /// - Parameter note: where it is from.
    mutating func add(_ name: String, _ text: String, cutsLines: Bool, note: String) {
        var bytes = Array(redaction.redacted(text, cutsLines: cutsLines).utf8)
        var remark = ""
        if bytes.count > Self.limit {
            remark = ", the last \(Self.limit) of \(bytes.count) bytes"
            bytes = Array(bytes.suffix(Self.limit))
        }
        members.append(
            TarArchive.Member(name: "\(folder)/\(name)", mode: 0o600, bytes: bytes))
        notes.append("\(name): \(note)\(remark)")
    }

    /// Notes that a file is missing.
    mutating func omit(_ name: String, _ reason: String) {
        notes.append("\(name): missing: \(redaction.redacted(reason, cutsLines: true))")
    }

    /// Returns the archive, with the list of its files at its beginning.
    ///
    /// - Parameters:
    ///   - head: the first lines of that list.
    ///   - time: seconds since 1970.
    func bytes(head: [String], time: Int64) -> [UInt8] {
        let text = (head + [""] + notes).map { $0 + "\n" }.joined()
        let list = TarArchive.Member(
            name: "\(folder)/README", mode: 0o600, bytes: Array(text.utf8))
        let all = [list] + members
        return Gzip.compressed(
            all.flatMap { TarArchive.encoded($0, time: time) } + TarArchive.end, time: time)
    }
}
