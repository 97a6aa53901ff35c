import Glibc
import Series

/// The update of a copy of a file, and a look at its rows, by a separate program, because a damaged
/// file may end it.
public enum Trial {
    /// Whether the file survives.
    ///
    /// - Parameter program: the path of `ballast-series`.
    static func passes(_ path: String, by program: String = "/proc/self/exe") -> Bool {
        let words = ["ballast-series", "try", path]
        var vector = words.map { strdup($0) } + [nil]
        defer { for word in vector { free(word) } }
        var child: pid_t = 0
        guard posix_spawn(&child, program, nil, nil, &vector, environ) == 0 else { return true }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return true }
        }
        return status == 0
    }

    /// Updates a copy of a file, and reads all its rows; false: that failed.
    ///
    /// A damaged file may end the program.
    public static func run(_ path: String) -> Bool {
        // The recorder waits for the end, and a signal is one.
        alarm(10)
        let copy = RoundRobinFile(path: "\(path).try")
        unlink(copy.path)
        guard let last = try? RoundRobinFile(path: path).last(),
            copyFile(path, to: copy.path)
        else { return false }
        defer { unlink(copy.path) }
        guard let columns = try? copy.rows(of: .hour, maxima: false, until: last).columns.count,
            (try? copy.update(
                with: ["\(last + 10)" + String(repeating: ":1", count: columns)])) != nil
        else { return false }
        return SeriesRange.allCases.allSatisfy { range in
            [false, true].allSatisfy { maxima in
                (try? copy.rows(of: range, maxima: maxima, until: last)) != nil
            }
        }
    }

    private static func copyFile(_ path: String, to copy: String) -> Bool {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { return false }
        defer { close(source) }
        let target = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { return false }
        defer { close(target) }
        var facts = stat()
        guard fstat(source, &facts) == 0 else { return false }
        var rest = Int(facts.st_size)
        while rest > 0 {
            let count = sendfile(target, source, nil, rest)
            guard count > 0 else { return false }
            rest -= count
        }
        return true
    }
}
