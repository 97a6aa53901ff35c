import Files
import Glibc
import Model

/// Returns the size of a file; 0: no file.
func fileSize(_ path: String) -> Int {
    var info = stat()
    return stat(path, &info) == 0 ? Int(info.st_size) : 0
}

/// Whether a file of any kind exists.
func fileExists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
}

/// Replaces a file atomically; only its owner may read it.
///
/// The temporary file beside it is always new, so that a link of that name is not followed.
///
/// - Parameter isDurable: whether it returns only when the file is on disk.
///
/// **Errors:** `HostFailure`; the old file is unchanged, and no temporary file remains.
func replaceFile(
    _ path: String, with text: String, isDurable: Bool = true
) throws(HostFailure) {
    try writeAtomically(Array(text.utf8), to: path, isDurable: isDurable)
}

/// Whether a file has this text.
func hasText(_ path: String, _ text: String) -> Bool {
    fileSize(path) == text.utf8.count && readText(path) == text
}

/// Creates a folder, or accepts an existing one, to which only this process's user can write.
///
/// Missing parent folders, which may have been removed under a running controller, are created too.
///
/// **Errors:** `HostFailure` if it can't be created, or if another user can write to it.
public func makePrivateFolder(_ path: String, mode: UInt32 = 0o700) throws(HostFailure) {
    var code = mkdir(path, mode_t(mode))
    if code != 0, errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        try OwnDirectory(path: String(path[..<slash]), mode: 0o750).make()
        code = mkdir(path, mode_t(mode))
    }
    if code == 0 { return }
    guard errno == EEXIST else {
        throw HostFailure(operation: "make \(path)", .last)
    }
    var info = stat()
    guard lstat(path, &info) == 0 else {
        throw HostFailure(operation: "use \(path)", .last)
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
