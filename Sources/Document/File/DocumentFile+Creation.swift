import Files
import Glibc

extension DocumentFile {
    /// Creates the missing file with these contents, which only its owner can read.
    ///
    /// It has its name once it is complete and on disk.
    ///
    /// **Errors:** the system's; EEXIST: it exists by now.
    public func create(with contents: [UInt8]) throws(FileFailure) {
        let temporary = TemporaryName.beside(path)
        let descriptor = open(
            temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create", errno) }
        var problem = Self.write(contents, to: descriptor)
        if problem == 0, fsync(descriptor) != 0 { problem = errno }
        close(descriptor)
        // A link does not replace a file that another program has made meanwhile.
        if problem == 0, link(temporary, path) != 0 { problem = errno }
        unlink(temporary)
        guard problem == 0 else { throw failure("create", problem) }
        synchroniseDirectory(of: path.contains("/") ? path : "./" + path)
    }
}
