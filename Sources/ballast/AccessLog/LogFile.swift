import Glibc

/// A file that lines are added to, that others rotate, and whose disk may be full.
///
/// It is opened anew when its name leads to another file or to none: rotation by renaming needs no
/// signal. Rotation by copying and truncating works too, because lines are always added at the end.
struct LogFile {
    private let path: String
    private var descriptor: Int32 = -1
    /// The file that is open.
    private var identity: (device: dev_t, inode: ino_t) = (0, 0)

    /// The file at this path; it is opened when it is first written to.
    init(path: String) {
        self.path = path
    }

    /// Adds lines; the number of lines that were added, and why the others were not.
    ///
    /// - Parameter lines: each with its end.
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
                // No half a line stays: the next one would be added to it.
                let whole = lines[..<done].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
                if whole < done { ftruncate(descriptor, off_t(Int(begin.st_size) + whole)) }
                return (lines[..<whole].count { $0 == UInt8(ascii: "\n") }, failure)
            }
            done += count
        }
        return (count, nil)
    }

    /// Closes the file if its name leads elsewhere now.
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
            // The folder may be missing, as after the first installation.
            mkdir(directory(of: path), 0o750)
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
        "cannot \(operation) \(path): \(String(cString: strerror(errno)))"
    }
}
