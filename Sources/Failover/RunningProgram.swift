import Files
import Glibc

/// The program that a process runs, compared with the installed one.
///
/// An upgrade replaces the file, and the process continues with the former one.
struct RunningProgram {
    /// Whether the installed program has other bytes than that of the process.
    private(set) var differs = false
    /// The files that were compared last.
    private var compared: [FileFacts]?

    /// The facts that change with every replacement of a file.
    private struct FileFacts: Equatable {
        let device: UInt64
        let number: UInt64
        let size: Int64
        /// The time of the last change: the number of a removed file is used again.
        let seconds: Int
        let nanoseconds: Int

        /// Source: `stat(2)`.
        init?(_ descriptor: Int32) {
            var facts = stat()
            guard fstat(descriptor, &facts) == 0 else { return nil }
            device = UInt64(facts.st_dev)
            number = UInt64(facts.st_ino)
            size = Int64(facts.st_size)
            seconds = facts.st_ctim.tv_sec
            nanoseconds = facts.st_ctim.tv_nsec
        }
    }

    /// Compares again, if one of the two files is another one than before.
    ///
    /// Without an installed program, as during an upgrade, nothing changes.
    /// Source: `proc_pid_exe(5)`, which leads to a file that was removed, too.
    mutating func update(process: pid_t, _ path: String) {
        let files = ["/proc/\(process)/exe", path].map { (path: String) in
            open(path, O_RDONLY | O_CLOEXEC)
        }
        defer { for file in files where file >= 0 { close(file) } }
        let facts = files.compactMap { $0 < 0 ? nil : FileFacts($0) }
        guard facts.count == 2, facts != compared else { return }
        compared = facts
        differs =
            facts[0] != facts[1]
            && (facts[0].size != facts[1].size || !Self.areEqual(files[0], files[1]))
    }

    /// Whether two files of one size have the same bytes.
    private static func areEqual(_ one: Int32, _ other: Int32) -> Bool {
        let size = 1 << 18
        return withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 16) { buffer in
            guard let base = buffer.baseAddress else { return false }
            while true {
                let count = read(one, base, size)
                guard count >= 0, read(other, base + size, size) == count else { return false }
                if count == 0 { return true }
                guard memcmp(base, base + size, count) == 0 else { return false }
            }
        }
    }
}
