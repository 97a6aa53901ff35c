import Glibc

/// A small file with text.
struct TextFile {
    /// The path.
    let path: String
    /// The largest number of bytes that are read.
    let limit: Int

    /// The text; nil: the file can't be read.
    var text: String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < limit {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces the file in one step, readable for all users; where only the file can be written,
    /// its content.
    func write(_ text: String) throws(KernelRefusal) {
        let part = path + ".ballast-new"
        unlink(part)
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        if descriptor < 0, errno == EROFS {
            // The sandbox of the unit may open the file, and not its directory.
            try Self.fill(open(path, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC), with: text)
            return
        }
        do throws(KernelRefusal) {
            try Self.fill(descriptor, with: text)
            guard rename(part, path) == 0 else { throw .last }
        } catch {
            unlink(part)
            throw error
        }
    }

    /// Writes to a new descriptor and closes it.
    private static func fill(_ descriptor: Int32, with text: String) throws(KernelRefusal) {
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var bytes = text
        let count = bytes.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == text.utf8.count, fsync(descriptor) == 0 else { throw .last }
    }
}
