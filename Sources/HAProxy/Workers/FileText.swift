import Files
import Glibc
import Model

/// The text of a file; nil when it can't be read.
func readText(_ path: String, from offset: Int = 0, limit: Int = 64 << 20) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return readText(descriptor, from: offset, limit: limit)
}

/// The text behind a descriptor; nil when it can't be read.
func readText(_ descriptor: Int32, from offset: Int = 0, limit: Int = 64 << 20) -> String? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    if offset > 0 { lseek(descriptor, offset, SEEK_SET) }
    while bytes.count < limit {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The size of a file; 0 when there is none.
func fileSize(_ path: String) -> Int {
    var info = stat()
    return stat(path, &info) == 0 ? Int(info.st_size) : 0
}

/// Whether a name is taken, by a file of any kind.
func fileExists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
}

/// The names in a folder; empty when it can't be read.
func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}

/// Replaces a file, all or nothing; only its owner may read it.
///
/// The temporary file beside it is always a new one, so a link of that name is not followed.
///
/// **Errors:** `HostFailure`; the old file stays as it is, and no other is left.
func replaceFile(_ path: String, with text: String) throws(HostFailure) {
    try writeAtomically(Array(text.utf8), to: path)
}

/// Makes a folder, or accepts an existing one, to which only this process's user can write.
///
/// Missing folders above it, which may have been removed under a running controller, are made too.
///
/// **Errors:** `HostFailure` when it can't be made, or when another user could put files into it.
public func makePrivateFolder(_ path: String, mode: UInt32 = 0o700) throws(HostFailure) {
    var code = mkdir(path, mode_t(mode))
    if code != 0, errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        try OwnDirectory(path: String(path[..<slash]), mode: 0o750).make()
        code = mkdir(path, mode_t(mode))
    }
    if code == 0 { return }
    guard errno == EEXIST else {
        throw HostFailure(operation: "make \(path)", number: errno)
    }
    var info = stat()
    guard lstat(path, &info) == 0 else {
        throw HostFailure(operation: "use \(path)", number: errno)
    }
    var reason: String?
    if info.st_mode & S_IFMT != S_IFDIR {
        reason = "it is no folder"
    } else if info.st_uid != geteuid() {
        reason = "it belongs to user \(info.st_uid)"
    } else if info.st_mode & 0o022 != 0 {
        reason = "other users may write to it"
    }
    guard let reason else { return }
    throw HostFailure(
        operation: "use \(path)", reason: reason,
        remedy: "remove it, or name another directory with --runtime")
}
