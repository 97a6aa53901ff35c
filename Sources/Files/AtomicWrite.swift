import Glibc
import Model

/// Replaces a file atomically, and by default returns when it is on disk.
///
/// Only the owner has access to the new file, whatever the mode of the old one. Files and links of
/// other users in the directory are neither followed nor written to.
///
/// **Errors:** `HostFailure`; the old file is unchanged.
///
/// - Parameters:
///   - parts: the contents, one after the other.
///   - isDurable: whether it returns only when the file is on disk.
public func writeAtomically(
    _ parts: [UInt8]..., to path: String, isDurable: Bool = true
) throws(HostFailure) {
    try writeAtomically(to: path, isDurable: isDurable) { write throws(HostFailure) in
        for part in parts { try write(part) }
    }
}

/// Replaces a file atomically by contents that are made while they are written.
///
/// **Errors:** `HostFailure`; the old file is unchanged.
///
/// - Parameters:
///   - isDurable: whether it returns only when the file is on disk.
///   - contents: passes each part to its argument, one after the other.
func writeAtomically(
    to path: String, isDurable: Bool = true,
    contents: (_ write: ([UInt8]) throws(HostFailure) -> Void) throws(HostFailure) -> Void
) throws(HostFailure) {
    try replaceFile(path, isDurable: isDurable) { descriptor throws(HostFailure) in
        try contents { part throws(HostFailure) in
            try writeAll(part, to: descriptor) { writeFailure("write", path) }
        }
    }
}

/// Writes a file atomically from memory that the caller wipes, and returns when it is on disk.
///
/// - Parameter replacing: whether an existing file can be replaced; otherwise not even a file that
///   another program creates at the same moment is.
///
/// **Errors:** `HostFailure`; the old file is unchanged.
public func writeAtomically(
    _ bytes: UnsafeRawBufferPointer, to path: String, replacing: Bool
) throws(HostFailure) {
    try replaceFile(path, isReplacing: replacing) { descriptor throws(HostFailure) in
        guard areWritten(bytes, to: descriptor) else { throw writeFailure("write", path) }
    }
}

/// Without the temporary name, so that a repeated failure has the same words.
private func writeFailure(_ operation: String, _ path: String) -> HostFailure {
    var failure = HostFailure(operation: "\(operation) \(path)", .last)
    if ["ENOSPC", "EDQUOT"].contains(failure.errno) { failure.remedy = "make room there" }
    return failure
}

/// The one way in which a file of Ballast gets new contents.
private func replaceFile(
    _ path: String, isDurable: Bool = true, isReplacing: Bool = true,
    write: (_ descriptor: Int32) throws(HostFailure) -> Void
) throws(HostFailure) {
    let temporary = TemporaryName.beside(path)
    let descriptor = open(
        temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw writeFailure("create a temporary file beside", path) }
    var isMoved = false
    defer {
        close(descriptor)
        if !isMoved { unlink(temporary) }
    }
    try write(descriptor)
    guard !isDurable || fsync(descriptor) == 0 else { throw writeFailure("sync", path) }
    if isReplacing {
        guard rename(temporary, path) == 0 else { throw writeFailure("replace", path) }
        isMoved = true
    } else {
        guard link(temporary, path) == 0 else { throw writeFailure("make", path) }
    }
    if isDurable { syncDirectory(TemporaryName.split(path).directory + "/") }
}

/// Appends to a file, which is made for its owner only where it is missing, and returns when the
/// bytes are safe on disk.
///
/// Nothing is written to a pipe or a device, for which the caller could wait for ever.
///
/// **Errors:** `HostFailure`: the file may end with a part of the bytes.
public func appendDurably(_ bytes: [UInt8], to path: String) throws(HostFailure) {
    func failure(_ operation: String) -> HostFailure {
        HostFailure(operation: "\(operation) \(path)", .last)
    }
    let descriptor = open(
        path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("open") }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
        throw HostFailure(operation: "append to \(path)", reason: "it is no regular file")
    }
    try writeAll(bytes, to: descriptor) { failure("write") }
    guard fdatasync(descriptor) == 0 else { throw failure("sync") }
}

/// Writes all bytes to a descriptor.
///
/// **Errors:** that of `failure`, called when `errno` has the reason; a part may be written.
public func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, failure: () -> HostFailure
) throws(HostFailure) {
    guard bytes.withUnsafeBytes({ areWritten($0, to: descriptor) }) else { throw failure() }
}

/// Writes all bytes; false: `errno` has the reason, and a part may be written.
private func areWritten(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}
