import Glibc
import Model

/// One controller for each network namespace: two would undo each other's work.
///
/// The lock goes with the process, however it ends. Source: `flock(2)`.
struct InstanceLock {
    private let descriptor: Int32

    /// Takes the lock of this process's network namespace.
    ///
    /// **Errors:** `HostFailure` when another process has it, named by its process id.
    init(directory: String) throws {
        try makeDirectory(directory)
        let path = "\(directory)/controller-\(try Self.networkNamespace()).lock"
        let operation = "become the controller of this network namespace"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw HostFailure(
                operation: operation, reason: "\(path): \(String(cString: strerror(errno)))",
                remedy: "run as root, or name another directory with --runtime")
        }
        guard Self.take(descriptor) else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw HostFailure(
                operation: operation, reason: "process \(holder) is it already",
                remedy: "edit its document instead, or stop it first")
        }
        let text = Array("\(getpid())\n".utf8)
        // Who holds it is only told to people; the lock itself is what counts.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    /// Gives the lock back.
    func release() {
        close(descriptor)
    }

    /// Tries again for a moment while its holder has ended: a child that was about to become
    /// another program when it was killed has the lock until it is one.
    private static func take(_ descriptor: Int32) -> Bool {
        for _ in 0..<100 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            let holder = pid_t(holder(descriptor)) ?? 0
            if holder > 0, kill(holder, 0) == 0 || errno == EPERM { return false }
            usleep(20_000)
        }
        return false
    }

    private static func networkNamespace() throws -> UInt64 {
        var info = stat()
        guard stat("/proc/self/ns/net", &info) == 0 else {
            throw HostFailure(
                operation: "find this network namespace", reason: String(cString: strerror(errno)))
        }
        return UInt64(info.st_ino)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }
}
