import Files
import Glibc
import Model

/// One controller for each runtime directory and each state directory: two would take each other's
/// sockets, HAProxy and ledger, in two network namespaces too.
///
/// The lock goes with the process, however it ends. It is on a file that only its owner can open:
/// anybody who can open one may lock it, and keep the controller from starting. Source: `flock(2)`.
struct InstanceLock {
    private let descriptors: [Int32]

    /// The name of the file in each directory.
    static let name = "controller.lock"

    /// Takes the lock of these directories, which are made where they are not there.
    ///
    /// **Errors:** `HostFailure` when another process has one, named by its process id; when
    /// another user could change what is in a directory.
    init(runtime: String, state: String) throws(HostFailure) {
        try OwnDirectory(path: runtime, mode: 0o750).make()
        try OwnDirectory(path: state).make()
        var taken: [Int32] = []
        do throws(HostFailure) {
            var seen: Set<UInt> = []
            for directory in [runtime, state] {
                let descriptor = try Self.take("\(directory)/\(Self.name)", except: &seen)
                if let descriptor { taken.append(descriptor) }
            }
        } catch {
            for descriptor in taken { close(descriptor) }
            throw error
        }
        descriptors = taken
    }

    /// Gives the lock back.
    func release() {
        for descriptor in descriptors { close(descriptor) }
    }

    /// Takes the lock of one file; nil: this is one that was taken already, by another path.
    private static func take(
        _ path: String, except seen: inout Set<UInt>
    ) throws(HostFailure) -> Int32? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        var facts = stat()
        guard descriptor >= 0, fstat(descriptor, &facts) == 0 else {
            throw HostFailure(
                operation: "become the controller of this host",
                reason: "\(path): \(String(cString: strerror(errno)))",
                remedy: "run as root, or name other directories with --runtime and --state")
        }
        guard seen.insert(UInt(facts.st_ino)).inserted else {
            close(descriptor)
            return nil
        }
        // One that somebody has made readable: from now on nobody else can open it.
        if facts.st_mode & 0o077 != 0 { _ = fchmod(descriptor, 0o600) }
        guard lock(descriptor) else {
            let holder = LockHolder(of: descriptor)
            close(descriptor)
            throw holder.refusal(of: path)
        }
        let text = Array("\(getpid())\n".utf8)
        // Who holds it is only told to people; the lock itself is what counts.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
        return descriptor
    }

    /// Tries again for a moment while its holder has ended: a child that was about to become
    /// another program when it was killed has the lock until it is one.
    private static func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<100 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            if LockHolder(of: descriptor).isController { return false }
            usleep(20_000)
        }
        return false
    }
}
