import Document
import Glibc
import Model

/// The process that keeps this one from being the controller.
struct LockHolder {
    /// The process that says in the file that it is the controller; nil: the file does not say.
    private let named: pid_t?
    /// The process that the kernel says took the lock; nil: it does not say.
    private let actual: pid_t?

    /// The holder of the lock on this open file.
    ///
    /// Source: `proc_locks(5)`.
    init(of descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        named = pid_t(String(decoding: digits, as: UTF8.self))
        var facts = stat()
        // Without the kernel's word the file's own has to do.
        let table = (try? DocumentFile(path: "/proc/locks").read()) ?? []
        actual =
            fstat(descriptor, &facts) == 0
            ? Self.holder(of: UInt64(facts.st_ino), in: String(decoding: table, as: UTF8.self))
            : nil
    }

    /// The holder of a lock on an inode, in the kernel's table.
    ///
    /// A line: `3: FLOCK  ADVISORY  WRITE 4711 00:1a:1234 0 EOF`.
    static func holder(of inode: UInt64, in table: String) -> pid_t? {
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK", let pid = pid_t(words[4]),
                words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == inode
            else { continue }
            return pid
        }
        return nil
    }

    /// Whether it is a controller that runs.
    var isController: Bool {
        guard let named, Self.runs(named) else { return false }
        return actual == nil || actual == named
    }

    /// What there is to say to the one who starts another.
    func refusal(of path: String) -> HostFailure {
        let operation = "become the controller of this host"
        if isController, let named {
            return HostFailure(
                operation: operation, reason: "process \(named) is it already",
                remedy: "edit its document instead, stop it first, or name other directories with "
                    + "--runtime and --state")
        }
        let before = named.map { "process \($0), which was it, has ended, but " } ?? ""
        guard let actual else {
            return HostFailure(
                operation: operation, reason: "\(before)another process holds \(path)",
                remedy: "find it with: fuser -v \(path)")
        }
        return HostFailure(
            operation: operation, reason: "\(before)process \(actual) holds \(path)",
            remedy: "look at process \(actual), and end it")
    }

    private static func runs(_ process: pid_t) -> Bool {
        kill(process, 0) == 0 || errno == EPERM
    }
}
