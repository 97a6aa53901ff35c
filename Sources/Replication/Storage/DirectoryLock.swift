import Glibc

/// The lock of a document's directory, which edits by Ballast's commands hold too.
///
/// Every user who can read the directory can hold it, so the wait has an end, and the checks for
/// concurrent changes apply without it.
struct DirectoryLock {
    private let descriptor: Int32

    /// Waits at most two seconds.
    init(_ root: borrowing TreeRoot) {
        descriptor = openat(root.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        for _ in 0..<200 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { break }
            usleep(10_000)
        }
    }

    /// Releases the lock.
    func release() {
        if descriptor >= 0 { close(descriptor) }
    }
}
