/// Whether a file is a mount point, as a document in a container often is: nothing can be renamed
/// onto it.
///
/// **Source:** `proc_pid_mountinfo(5)`.
func isMountPoint(_ path: String) -> Bool {
    // Without the table nothing is known, and a replacement reports the error.
    guard let table = try? DocumentFile(path: "/proc/self/mountinfo").read() else { return false }
    return isMountPoint(path, in: String(decoding: table, as: UTF8.self))
}

/// The same in a table that was read.
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
    // A character of several bytes is put together again.
    let name = path.utf8.allSatisfy({ $0 < 0x80 }) ? escaped.joined() : path
    return table.split(separator: "\n").contains { line in
        let words = line.split(separator: " ")
        return words.count > 4 && words[4] == name
    }
}
