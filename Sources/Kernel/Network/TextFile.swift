import Glibc

/// A small file with text.
struct TextFile {
    /// The path.
    let path: String
    /// The largest number of bytes that are read.
    let limit: Int

    /// The text; nil: the file can't be read.
    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes; nil: the file can't be read.
    var bytes: [UInt8]? {
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
        return bytes
    }

    /// Replaces the file in one step, readable for all users; a file that can't be replaced gets
    /// the new content in its place.
    func write(_ text: String) throws(KernelRefusal) {
        let part = path + ".ballast-new"
        unlink(part)
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        if descriptor < 0, errno == EROFS {
            // The sandbox of the unit may open the file, and not its directory.
            try overwrite(text)
            return
        }
        do throws(KernelRefusal) {
            try Self.fill(descriptor, with: text)
            guard rename(part, path) == 0 else { throw .last }
        } catch {
            unlink(part)
            // A mount point, as in containers and with `ip netns exec`.
            guard error.number == EBUSY else { throw error }
            try overwrite(text)
        }
    }

    /// Writes the new content over the old one, so that the file is never empty.
    private func overwrite(_ text: String) throws(KernelRefusal) {
        try Self.fill(open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC), with: text)
    }

    /// Writes to a new descriptor and closes it.
    private static func fill(_ descriptor: Int32, with text: String) throws(KernelRefusal) {
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var bytes = text
        let count = bytes.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == text.utf8.count, ftruncate(descriptor, off_t(count)) == 0,
            fsync(descriptor) == 0
        else { throw .last }
    }
}
