import CGNU
import Files
import Glibc

extension DocumentFile {
    /// Replaces the contents of the file atomically.
    ///
    /// The new contents are written to a temporary file in the same directory, with the same owner
    /// and mode, flushed to disk, and renamed over the old file. A symbolic link is kept, and its
    /// target is replaced. Where the file system can exchange two names, a concurrent change in the
    /// last moment is detected and preserved. Edits by Ballast are serialised.
    ///
    /// A file that is a mount point is overwritten in place, because nothing can be renamed onto
    /// it.
    ///
    /// **Errors:** `.changedMeanwhile` when the file no longer has the expected bytes;
    /// `.notRegular`; the system's. In each case the file is unchanged. `.displaced` when another
    /// program changed it in the last moment and its version could not be put back.
    public func replace(expecting: [UInt8], with contents: [UInt8]) throws(FileFailure) {
        let target = try resolved()
        let lock = lock(at: target)
        defer { if lock >= 0 { close(lock) } }
        let status = try verify(target, holds: expecting)
        if MountTable().contains(target) { return try overwrite(target, with: contents) }
        let temporary = try write(contents, beside: target, like: status)
        do throws(FileFailure) {
            try exchange(temporary, target, expecting: expecting)
        } catch {
            if case .displaced = error.reason { throw error }
            unlink(temporary)
            throw error
        }
        synchroniseDirectory(of: target)
    }

    /// Locks the directory against other edits; closing the descriptor releases the lock.
    ///
    /// Three edits that exchange names at once could restore each other's contents. Every user with
    /// read access to the directory can hold this lock, so the wait is limited to two seconds.
    /// After that the edit continues, and the checks for concurrent changes still apply.
    ///
    /// **Errors:** -1 when the directory cannot be opened.
    private func lock(at target: String) -> Int32 {
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

    /// The path without symbolic links.
    private func resolved() throws(FileFailure) -> String {
        guard let pointer = realpath(path, nil) else { throw failure("replace", errno) }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    /// Reads the file again and compares it with the expected bytes.
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

    /// Overwrites the existing file in place.
    ///
    /// A concurrent reader may see partial contents: `ballast run` waits until the file is closed.
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
            // The file was removed meanwhile: the exchange reports it.
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

    /// Sets owner, mode and contents of an open file and flushes it; 0, or an error number.
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
    static func write(_ contents: [UInt8], to descriptor: Int32) -> Int32 {
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

    /// Exchanges the two names, verifies the old file, and swaps back if it has unexpected bytes.
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
                // Where the name was removed meanwhile, the old file gets it back.
                guard
                    renameat2(AT_FDCWD, temporary, AT_FDCWD, target, exchange) == 0
                        || link(temporary, target) == 0
                else {
                    throw FileFailure(
                        operation: "replace", path: path, reason: .displaced(temporary))
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

    /// Flushes the new name to disk.
    ///
    /// The file is replaced even when this fails.
    func synchroniseDirectory(of target: String) {
        syncDirectory(Self.directory(of: target))
    }
}
