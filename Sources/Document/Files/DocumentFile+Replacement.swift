import CGNU
import Glibc

extension DocumentFile {
    /// Puts other contents into the file, all or nothing.
    ///
    /// The new contents are written to a file in the same directory, with the same owner and mode,
    /// brought to the disk, and put in the place of the old one at once; a symbolic link stays, and
    /// what it leads to is replaced. Where the file system can exchange two names, a change that
    /// someone makes in the last moment is found too, and stays. Edits made here take turns.
    ///
    /// A file that is a mount point is written in place: nothing can be put there instead.
    ///
    /// **Errors:** `.changedMeanwhile` when the file no longer has the expected bytes;
    /// `.notRegular`; the system's. In each case the file is as it was.
    public func replace(expecting: [UInt8], with contents: [UInt8]) throws(FileFailure) {
        let target = try resolved()
        let turn = turn(at: target)
        defer { if turn >= 0 { close(turn) } }
        let status = try verify(target, holds: expecting)
        if isMountPoint(target) { return try overwrite(target, with: contents) }
        let temporary = try write(contents, beside: target, like: status)
        do throws(FileFailure) {
            try exchange(temporary, target, expecting: expecting)
        } catch {
            unlink(temporary)
            throw error
        }
        synchroniseDirectory(of: target)
    }

    /// Waits until no other edit is at work in the directory; the turn ends when this is closed.
    ///
    /// Three edits that exchange names at once would put each other's contents back. Whoever may
    /// read the directory can take this lock, so it is waited for two seconds at most; then the
    /// edit goes on, and what it finds out about others still holds.
    ///
    /// **Errors:** -1 where there is no such lock.
    private func turn(at target: String) -> Int32 {
        let descriptor = open(Self.directory(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        for _ in 0..<200 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { break }
            usleep(10_000)
        }
        return descriptor
    }

    private static func directory(of target: String) -> String {
        let slash = target.lastIndex(of: "/") ?? target.startIndex
        return slash == target.startIndex ? "/" : String(target[..<slash])
    }

    /// The path with no symbolic links in it.
    private func resolved() throws(FileFailure) -> String {
        guard let pointer = realpath(path, nil) else { throw failure("replace", errno) }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    /// Reads the file once more.
    ///
    /// **Errors:** `.changedMeanwhile`, `.notRegular`, the system's.
    @discardableResult
    private func verify(_ name: String, holds expected: [UInt8]) throws(FileFailure) -> stat {
        let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("replace", errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("replace", errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileFailure(operation: "replace", path: path, reason: .notRegular)
        }
        guard try contents(of: descriptor, operation: "replace") == expected else {
            throw FileFailure(operation: "replace", path: path, reason: .changedMeanwhile)
        }
        return status
    }

    /// Writes other contents into the file that is there.
    ///
    /// Whoever reads it meanwhile may see half of them: `ballast run` waits until it is closed.
    private func overwrite(_ target: String, with contents: [UInt8]) throws(FileFailure) {
        let descriptor = open(target, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw failure("replace", errno) }
        defer { close(descriptor) }
        var problem = Self.write(contents, to: descriptor)
        if problem == 0, ftruncate(descriptor, contents.count) != 0 { problem = errno }
        if problem == 0, fsync(descriptor) != 0 { problem = errno }
        guard problem == 0 else { throw failure("replace", problem) }
    }

    private func write(
        _ contents: [UInt8], beside target: String, like status: stat
    ) throws(FileFailure) -> String {
        let slash = target.lastIndex(of: "/") ?? target.startIndex
        var template =
            (target[..<slash] + "/." + target[slash...].dropFirst() + ".XXXXXX").utf8CString
        let descriptor = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkstemp($0) } ?? -1
        }
        guard descriptor >= 0 else { throw failure("replace", errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let temporary = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var problem = fill(descriptor, contents, like: status)
        if problem == 0 {
            let old = open(target, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            // Gone meanwhile: the exchange reports it.
            if old >= 0 {
                problem = ExtendedAttributes(of: old).give(to: descriptor)
                close(old)
            }
        }
        if close(descriptor) != 0 && problem == 0 { problem = errno }
        guard problem == 0 else {
            unlink(temporary)
            throw failure("replace", problem)
        }
        return temporary
    }

    /// Gives an open file owner, mode and contents, and waits for the disk; 0, or an error number.
    private func fill(_ descriptor: Int32, _ contents: [UInt8], like status: stat) -> Int32 {
        var own = stat()
        guard fstat(descriptor, &own) == 0 else { return errno }
        if own.st_uid != status.st_uid || own.st_gid != status.st_gid {
            guard fchown(descriptor, status.st_uid, status.st_gid) == 0 else { return errno }
        }
        guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else { return errno }
        let problem = Self.write(contents, to: descriptor)
        guard problem == 0 else { return problem }
        return fsync(descriptor) == 0 ? 0 : errno
    }

    /// Writes all bytes; 0, or an error number.
    private static func write(_ contents: [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < contents.count {
            let count = contents.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            written += count
        }
        return 0
    }

    /// Swaps the two names, looks at what was there, and swaps back if it was not as expected.
    ///
    /// **Source:** `renameat2(2)`, `RENAME_EXCHANGE`.
    private func exchange(
        _ temporary: String, _ target: String, expecting: [UInt8]
    ) throws(FileFailure) {
        let exchange = ballast_rename_exchange
        if renameat2(AT_FDCWD, temporary, AT_FDCWD, target, exchange) == 0 {
            do throws(FileFailure) {
                try verify(temporary, holds: expecting)
            } catch {
                guard renameat2(AT_FDCWD, temporary, AT_FDCWD, target, exchange) == 0 else {
                    throw failure("replace", errno)
                }
                throw error
            }
            unlink(temporary)
            return
        }
        switch errno {
        case EINVAL, ENOSYS, ENOTSUP, EPERM:
            try verify(target, holds: expecting)
            guard rename(temporary, target) == 0 else { throw failure("replace", errno) }
        case ENOENT:
            throw FileFailure(operation: "replace", path: path, reason: .changedMeanwhile)
        default:
            throw failure("replace", errno)
        }
    }

    /// Brings the new name to the disk too.
    ///
    /// The file is replaced even when this fails.
    private func synchroniseDirectory(of target: String) {
        let descriptor = open(Self.directory(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
