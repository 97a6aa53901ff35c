import Files
import Glibc

/// A file that lines are appended to, that others rotate, and whose disk can be full.
///
/// It is reopened if its name refers to another file or none, so rotation by renaming needs no
/// signal. Rotation by copying and truncating works too, because every write appends.
struct LogFile {
    private let path: String
    private var descriptor: Int32 = -1
    /// The identity of the open file.
    private var identity: (device: dev_t, inode: ino_t) = (0, 0)

    /// Creates a file at this path, which is opened at the first write.
    init(path: String) {
        self.path = path
    }

    /// Appends lines; returns the number of written lines, and the failure.
    ///
    /// - Parameter lines: lines with their line ends.
    mutating func add(_ lines: [UInt8], count: Int) -> (written: Int, failure: String?) {
        guard open() else { return (0, failure("open")) }
        var begin = stat()
        fstat(descriptor, &begin)
        var done = 0
        while done < lines.count {
            let count = lines[done...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let failure = failure("write to")
                // Half a line is removed: the next line would continue it.
                let whole = lines[..<done].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
                if whole < done { ftruncate(descriptor, off_t(Int(begin.st_size) + whole)) }
                return (lines[..<whole].count { $0 == UInt8(ascii: "\n") }, failure)
            }
            done += count
        }
        return (count, nil)
    }

    /// Closes the file if its name refers to another file.
    mutating func look() {
        guard descriptor >= 0 else { return }
        var info = stat()
        if stat(path, &info) == 0, info.st_dev == identity.device, info.st_ino == identity.inode {
            return
        }
        end()
    }

    /// Closes the file.
    mutating func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private mutating func open() -> Bool {
        guard descriptor < 0 else { return true }
        descriptor = Self.open(path)
        if descriptor < 0, errno == ENOENT {
            // The folder may be missing, for example after the installation.
            mkdir(PathName.directory(of: path), 0o750)
            descriptor = Self.open(path)
        }
        guard descriptor >= 0 else { return false }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            end()
            errno = EINVAL
            return false
        }
        identity = (info.st_dev, info.st_ino)
        return true
    }

    private static func open(_ path: String) -> Int32 {
        Glibc.open(
            path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o640)
    }

    private func failure(_ operation: String) -> String {
        "cannot \(operation) \(path): \(SystemError.last)"
    }
}
