/// The mount points that this process sees, as a document in a container often is one.
///
/// No file can be renamed onto a mount point.
///
/// **Source:** `proc_pid_mountinfo(5)`.
public struct MountTable: Sendable {
    private let places: Set<Substring>

    /// Reads the table of this process; empty if it can't be read.
    public init() {
        // Without the table the answer is unknown, and a failed replacement reports its error.
        let file = TrustedFile(path: "/proc/self/mountinfo", trusting: .own)
        self.init((try? file.text(limit: 16 << 20)) ?? "")
    }

    /// Parses a table.
    init(_ text: String) {
        places = Set(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                return words.count > 4 ? words[4] : nil
            })
    }

    /// Whether a path, absolute and without links, is a mount point.
    public func contains(_ path: String) -> Bool {
        let escaped = path.utf8.flatMap { byte in
            switch byte {
            case 0x20: Array("\\040".utf8)
            case 0x09: Array("\\011".utf8)
            case 0x0a: Array("\\012".utf8)
            case 0x5c: Array("\\134".utf8)
            default: [byte]
            }
        }
        return places.contains(Substring(decoding: escaped, as: UTF8.self))
    }
}
