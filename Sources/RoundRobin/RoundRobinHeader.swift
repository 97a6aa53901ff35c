import Glibc
import Series

/// The beginning of a round-robin file, read without librrd, which trusts each of its numbers and
/// is ended by wrong ones.
///
/// **Source:** `rrd_format.h` of librrd: one header, the data sources, the archives, the time of
/// the last sample, the preparations, and the present row of each archive, in the byte order and
/// with the alignment of the host.
struct RoundRobinHeader {
    private let bytes: [UInt8]
    private let size: Int
    private let columns: [String]
    private let archives: [(function: String, rows: UInt64, steps: UInt64)]

    private static let headSize = 128
    private static let sourceSize = 120
    private static let archiveSize = 120
    private static let timeSize = 16
    private static let sourcePreparation = 112
    private static let archivePreparation = 80
    /// A number that has other bytes on a host with another form of floating point.
    private static let cookie = 8.642135E130

    /// Reads the beginning of a file; nil: it can't be read.
    init?(of path: String, layout: SeriesLayout) {
        columns = layout.columns.map(\.rawValue)
        archives = SeriesRange.allCases.flatMap { range in
            let steps = UInt64(range.step / SeriesRange.step)
            return (range.hasMaxima ? ["AVERAGE", "MAX"] : ["AVERAGE"]).map {
                ($0, UInt64(range.rows), steps)
            }
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { return nil }
        size = facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : 0
        let end = Self.rowsStart(columns.count, archives.count) + 8 * archives.count
        var bytes = [UInt8](repeating: 0, count: end)
        guard pread(descriptor, &bytes, end, 0) == end else {
            self.bytes = []
            return
        }
        self.bytes = bytes
    }

    /// Whether librrd can read and update the file: it has the form of this layout.
    ///
    /// The version is not looked at: a later librrd may write another one.
    var isSound: Bool {
        let rows = archives.reduce(0) { $0 + Int($1.rows) }
        guard size == bytes.count + 8 * columns.count * rows,
            text(0, 4) == "RRD", number(16) == Self.cookie.bitPattern,
            number(24) == columns.count, number(32) == archives.count,
            number(40) == SeriesRange.step
        else { return false }
        for (place, name) in columns.enumerated() {
            let start = Self.headSize + place * Self.sourceSize
            guard text(start, 20) == name, text(start + 20, 20) == "GAUGE" else { return false }
        }
        let start = Self.headSize + columns.count * Self.sourceSize
        for (place, archive) in archives.enumerated() {
            let start = start + place * Self.archiveSize
            guard text(start, 20) == archive.function, number(start + 24) == archive.rows,
                number(start + 32) == archive.steps
            else { return false }
        }
        // A time before 1970 or after 2106 is not valid.
        guard number(start + archives.count * Self.archiveSize) < 1 << 32 else { return false }
        let present = Self.rowsStart(columns.count, archives.count)
        return archives.enumerated().allSatisfy { number(present + 8 * $0) < $1.rows }
    }

    private static func rowsStart(_ columns: Int, _ archives: Int) -> Int {
        headSize + columns * (sourceSize + sourcePreparation) + archives * archiveSize + timeSize
            + columns * archives * archivePreparation
    }

    private func number(_ place: Int) -> UInt64 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    }

    /// The text at a place, up to its zero.
    private func text(_ place: Int, _ count: Int) -> String {
        String(decoding: bytes[place..<place + count].prefix { $0 != 0 }, as: UTF8.self)
    }
}
