import CGNU
import Files
import Glibc
import Model
import Synchronization

/// One controller for each runtime directory and each state directory: two would take each other's
/// sockets, HAProxy and ledger, in two network namespaces too.
///
/// The lock ends with the process. Only the owner can open its file: any user with access
/// could lock it, and keep the controller from starting. On a read-only file
/// system a descriptor for reading holds the lock as well. Source: `flock(2)`.
final class InstanceLock: Sendable {
    private let directories: [OwnDirectory]
    /// The locks, by directory; none for a directory that is another one by another path.
    private let held: Mutex<[String: Held]>

    /// The name of the file in each directory.
    static let name = "controller.lock"

    /// The lock of one directory.
    private struct Held {
        /// The file, or the directory where no file can be made.
        let path: String
        let descriptor: Int32

        /// Whether its name still leads to the locked file.
        var isNamed: Bool {
            var (own, named) = (stat(), stat())
            return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0
                && own.st_ino == named.st_ino && own.st_dev == named.st_dev
        }
    }

    /// Takes the lock of these directories, which are made where they are missing.
    ///
    /// **Errors:** `HostFailure` when another process has one, named by its process id; when
    /// another user could change what is in a directory.
    init(runtime: String, state: String) throws(HostFailure) {
        directories = [
            OwnDirectory(path: runtime, mode: 0o750), OwnDirectory(path: state),
        ]
        var taken: [String: Held] = [:]
        do throws(HostFailure) {
            for directory in directories {
                try directory.make()
                taken[directory.path] = try Self.take(directory, beside: taken, patient: true)
            }
        } catch {
            for held in taken.values { close(held.descriptor) }
            throw error
        }
        held = Mutex(taken)
    }

    /// Gives the lock back.
    func release() {
        held.withLock { held in
            for held in held.values { close(held.descriptor) }
            held = [:]
        }
    }

    /// Takes the lock anew where a directory or its file was removed or replaced.
    ///
    /// **Shape:** the directories that were locked anew, and the failures.
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
                    let next = try Self.take(directory, beside: others, patient: false)
                    close(former.descriptor)
                    held[directory.path] = next
                    if !isNamed { renewed.append(directory.path) }
                } catch {
                    failures.append(error)
                }
            }
            return (renewed, failures + directories.compactMap(\.writeFailure))
        }
    }

    /// Takes the lock of one directory; nil: it is one of the others, by another path.
    private static func take(
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
        // One that somebody has made readable: from now on nobody else can open it.
        if path != directory.path, facts.st_mode & 0o077 != 0 { _ = fchmod(descriptor, 0o600) }
        guard lock(descriptor, patient: patient) else {
            let holder = LockHolder(of: descriptor)
            close(descriptor)
            throw holder.refusal(of: path)
        }
        let text = Array("\(getpid())\n".utf8)
        // Who holds it is only told to people; the lock itself is what counts.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
        return Held(path: path, descriptor: descriptor)
    }

    /// Opens the file of a directory that can be locked: the directory itself, where the file is
    /// missing and can't be made.
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
            operation: "become the controller of this host",
            reason: "\(path): \(String(cString: strerror(number)))",
            errno: strerrorname_np(number).map { String(cString: $0) },
            remedy: isForbidden && geteuid() != 0
                ? "run as root, or name other directories with --runtime and --state"
                : "name other directories with --runtime and --state")
    }

    /// Tries again for a moment while its holder has ended: a child that was about to become
    /// another program when it was killed has the lock until it is one.
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
    /// Whether it is on a file system that is mounted read-only.
    fileprivate var isReadOnly: Bool { access(path, W_OK) != 0 && errno == EROFS }

    /// Why nothing can be kept in it; nil: something can.
    fileprivate var writeFailure: HostFailure? {
        guard isReadOnly else { return nil }
        return HostFailure(
            operation: "write to \(path)", reason: "it is mounted read-only",
            remedy: "nothing is kept in it for another start; mount it writable: "
                + "mount -o remount,rw")
    }
}
