import Glibc
import Model

/// Returns when a file is on disk.
///
/// **Errors:** `HostFailure`.
public func syncFile(_ path: String) throws(HostFailure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw HostFailure(operation: "open \(path)", .last) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw HostFailure(operation: "sync \(path)", .last) }
}

/// Returns when the names of a directory are on disk.
///
/// A change of a name is complete without it; a directory that can't be synced only makes the
/// change less durable.
public func syncDirectory(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
}
