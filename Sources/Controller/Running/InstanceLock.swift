import Files
import Glibc
import Model
import Synchronization

/// A lock that allows one controller per runtime directory and state directory.
///
/// Two controllers would replace each other's sockets, HAProxy and ledger, even in different
/// network namespaces. The lock ends with the process. Only the owner can open its file, because
/// any user who can open it could lock it and block the controller. On a read-only file system a
/// read-only descriptor holds the lock. Source: `flock(2)`.
package final class InstanceLock: Sendable {
    private let directories: [OwnDirectory]
    /// The locks, by directory; none for a second path of the same directory.
    private let held: Mutex<[String: Held]>

    /// The name of the file in each directory.
    static let name = "controller.lock"

    /// The lock of one directory.
    private struct Held {
        /// The locked file, or the directory if no file can be created.
        let path: String
        let descriptor: Int32

        /// Unlocks and closes the file.
        ///
        /// `close(2)` alone would leave the lock to a forked child until it executes its program.
        func end() {
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
        }

        /// Whether the path still refers to the locked file.
        var isNamed: Bool {
            var (own, named) = (stat(), stat())
            return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0
                && own.st_ino == named.st_ino && own.st_dev == named.st_dev
        }
    }

    /// Locks these directories, which are created if missing.
    ///
    /// **Errors:** `HostFailure` if another process has a lock, with its process id, or if another
    /// user could change files in a directory.
    package init(runtime: String, state: String) throws(HostFailure) {
        directories = [
            OwnDirectory(path: runtime, mode: 0o750), OwnDirectory(path: state),
        ]
        var taken: [String: Held] = [:]
        do throws(HostFailure) {
            for directory in directories {
                try directory.make()
                taken[directory.path] = try Self.acquire(directory, beside: taken, patient: true)
            }
        } catch {
            for held in taken.values { held.end() }
            throw error
        }
        held = Mutex(taken)
    }

    /// Whether a running process has the lock in a directory.
    package static func isHeld(in directory: String) -> Bool {
        let file = "\(directory)/\(name)"
        let descriptor = Glibc.open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // A controller that starts at this moment tries again.
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Releases the locks.
    package func release() {
        held.withLock { held in
            for held in held.values { held.end() }
            held = [:]
        }
    }

    /// Locks directories again if they or their files were removed or replaced.
    ///
    /// **Shape:** the directories that were locked again, and the failures.
    func renew() -> (renewed: [String], failures: [HostFailure]) {
        held.withLock { held in
            var renewed: [String] = []
            var failures: [HostFailure] = []
            for directory in directories {
                guard let former = held[directory.path] else { continue }
                let isFile = former.path != directory.path
                let isNamed = former.isNamed
                if isNamed, isFile || directory.isReadOnly { continue }
                do throws(HostFailure) {
                    try directory.make()
                    var others = held
                    others[directory.path] = nil
                    let next = try Self.acquire(directory, beside: others, patient: false)
                    former.end()
                    held[directory.path] = next
                    if !isNamed { renewed.append(directory.path) }
                } catch {
                    failures.append(error)
                }
            }
            return (renewed, failures + directories.compactMap(\.writeFailure))
        }
    }

    /// Locks a directory; nil: another path of a locked directory.
    private static func acquire(
        _ directory: OwnDirectory, beside others: [String: Held], patient: Bool
    ) throws(HostFailure) -> Held? {
        let (descriptor, path) = open(in: directory.path)
        var facts = stat()
        guard descriptor >= 0, fstat(descriptor, &facts) == 0 else { throw refusal(of: path) }
        for other in others.values {
            var otherFacts = stat()
            guard fstat(other.descriptor, &otherFacts) == 0, otherFacts.st_ino == facts.st_ino,
                otherFacts.st_dev == facts.st_dev
            else { continue }
            close(descriptor)
            return nil
        }
        // A file that was made readable is closed to other users again.
        if path != directory.path, facts.st_mode & 0o077 != 0 { _ = fchmod(descriptor, 0o600) }
        guard lock(descriptor, patient: patient) else {
            let holder = LockHolder(of: descriptor)
            close(descriptor)
            throw holder.refusal(of: path)
        }
        let text = Array("\(getpid())\n".utf8)
        // The process id is only informative; the lock itself decides.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
        return Held(path: path, descriptor: descriptor)
    }

    /// Opens the file to lock in a directory; the directory itself, if the file is missing and
    /// can't be created.
    private static func open(in directory: String) -> (descriptor: Int32, path: String) {
        let path = "\(directory)/\(name)"
        let flags = O_NOFOLLOW | O_CLOEXEC
        var descriptor = Glibc.open(path, O_RDWR | O_CREAT | flags, 0o600)
        guard descriptor < 0, errno == EROFS else { return (descriptor, path) }
        descriptor = Glibc.open(path, O_RDONLY | flags)
        guard descriptor < 0, errno == ENOENT else { return (descriptor, path) }
        return (Glibc.open(directory, O_RDONLY | O_DIRECTORY | flags), directory)
    }

    private static func refusal(of path: String) -> HostFailure {
        let number = errno
        let isForbidden = number == EACCES || number == EPERM
        return HostFailure(
            operation: "start as the controller of this host",
            reason: "\(path): \(SystemError(number).words)", errno: SystemError(number).name,
            remedy: isForbidden && geteuid() != 0
                ? "run as root, or name other directories with --runtime and --state"
                : "name other directories with --runtime and --state")
    }

    /// Locks a file; retries briefly if the holder is not a running controller.
    ///
    /// A forked child of a killed controller keeps the lock until it executes its program.
    private static func lock(_ descriptor: Int32, patient: Bool) -> Bool {
        for _ in 0..<(patient ? 100 : 1) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            if LockHolder(of: descriptor).isController { return false }
            if patient { usleep(20_000) }
        }
        return false
    }
}

extension OwnDirectory {
    /// Whether it is on a read-only file system.
    fileprivate var isReadOnly: Bool { access(path, W_OK) != 0 && errno == EROFS }

    /// The failure to write to it; nil: none.
    fileprivate var writeFailure: HostFailure? {
        guard isReadOnly else { return nil }
        return HostFailure(
            operation: "write to \(path)", reason: "it is mounted read-only",
            remedy: "nothing is kept in it for another start; mount it writable: "
                + "mount -o remount,rw")
    }
}
