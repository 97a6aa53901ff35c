import Glibc

/// A directory that only its owner can read, and that is removed with this object.
final class TemporaryFolder: Sendable {
    /// The path of the directory.
    let path: String

    /// Creates a directory; nil: failed.
    init?() {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/ballast-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Changes the owner of the folder and its files to a user and the group of the same number;
    /// nil: unchanged.
    func hand(to user: UInt32?) -> Bool {
        guard let user else { return true }
        let paths = names.map { "\(path)/\($0)" } + [path]
        return paths.allSatisfy { chown($0, user, user) == 0 }
    }

    /// The files in the folder.
    private var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
