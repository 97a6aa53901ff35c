/// Whether a file is a mount point, as a document in a container often is.
///
/// No file can be renamed onto a mount point.
///
/// **Source:** `proc_pid_mountinfo(5)`.
func isMountPoint(_ path: String) -> Bool {
    // Without the table the answer is unknown, and a failed replacement reports its error.
    guard let table = try? DocumentFile(path: "/proc/self/mountinfo").read() else { return false }
    return isMountPoint(path, in: String(decoding: table, as: UTF8.self))
}

/// Whether a file is a mount point in this table.
func isMountPoint(_ path: String, in table: String) -> Bool {
    let escaped = path.utf8.map { byte in
        switch byte {
        case 0x20: "\\040"
        case 0x09: "\\011"
        case 0x0a: "\\012"
        case 0x5c: "\\134"
        default: String(decoding: [byte], as: UTF8.self)
        }
    }
    // A character of several bytes is reassembled.
    let name = path.utf8.allSatisfy({ $0 < 0x80 }) ? escaped.joined() : path
    return table.split(separator: "\n").contains { line in
        let words = line.split(separator: " ")
        return words.count > 4 && words[4] == name
    }
}
