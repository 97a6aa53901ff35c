import Document
import Glibc
import Model

/// The process that holds the lock of the controller.
struct LockHolder {
    /// The process id in the file, written by the controller; nil: none.
    private let named: pid_t?
    /// The process id in the kernel's table of locks; nil: none.
    private let actual: pid_t?

    /// Finds the holder of the lock on this open file.
    ///
    /// Source: `proc_locks(5)`.
    init(of descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        named = pid_t(String(decoding: digits, as: UTF8.self))
        var facts = stat()
        // If the kernel's table lacks the lock, only the file names a process.
        let table = (try? DocumentFile(path: "/proc/locks").read()) ?? []
        actual =
            fstat(descriptor, &facts) == 0
            ? Self.holder(of: UInt64(facts.st_ino), in: String(decoding: table, as: UTF8.self))
            : nil
    }

    /// Returns the holder of a lock on an inode in the kernel's table.
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

    /// Whether the holder is a running controller.
    var isController: Bool {
        guard let named, Self.runs(named) else { return false }
        return actual == nil || actual == named
    }

    /// Returns the failure to become a second controller.
    func refusal(of path: String) -> HostFailure {
        let operation = "start as the controller of this host"
        if isController, let named {
            return HostFailure(
                operation: operation, reason: "process \(named) is it already",
                remedy: "save its document, or hand an edit to it: ballast apply -f FILE --confirm "
                    + "60s; to begin anew, stop it first")
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
