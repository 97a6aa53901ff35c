import Glibc
import Model

/// A lock of a file between processes, which ends with the value or the process.
///
/// The file is its owner's alone, so that no other user can hold the lock; it is never removed,
/// because a process that waits for a removed file has a lock of its own.
/// **Source:** `flock(2)`.
public struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// The time between two attempts.
    ///
    /// **Unit:** microseconds.
    private static let pause: UInt32 = 10_000

    /// Waits for the lock, and blocks the thread meanwhile.
    ///
    /// - Parameters:
    ///   - path: the file, which is created.
    ///   - limit: the longest wait.
    ///
    /// **Errors:** `HostFailure`: the file can't be opened, or another process holds the lock.
    public init(_ path: String, limit: Duration) throws(HostFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostFailure(operation: "open \(path)", .last) }
        // One that was created with another mode could be locked by every user.
        fchmod(descriptor, 0o600)
        let end = bootClock().milliseconds + limit.wholeMilliseconds
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let error = SystemError.last
            guard [EWOULDBLOCK, EINTR].contains(error.number), bootClock().milliseconds < end
            else {
                close(descriptor)
                throw error.number == EWOULDBLOCK
                    ? HostFailure(
                        operation: "lock \(path)", reason: "another process holds the lock",
                        remedy: "repeat the command")
                    : HostFailure(operation: "lock \(path)", error)
            }
            usleep(Self.pause)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
