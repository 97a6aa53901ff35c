import CGNU
import Glibc

extension DocumentFile {
    /// Puts other contents into the file, all or nothing.
    ///
    /// The new contents are written to a file in the same directory, with the same owner and mode,
    /// brought to the disk, and put in the place of the old one at once; a symbolic link stays, and
    /// what it leads to is replaced. Where the file system can exchange two names, a change that
    /// someone makes in the last moment is found too, and stays.
    ///
    /// **Errors:** `.changedMeanwhile` when the file no longer holds what was expected;
    /// `.notRegular`; the system's. In each case the file is as it was.
    public func replace(expecting: [UInt8], with contents: [UInt8]) throws(FileFailure) {
        let target = try resolved()
        let directory = try locked(directory: Self.directory(of: target))
        defer { close(directory) }
        let status = try verify(target, holds: expecting)
        let temporary = try write(contents, beside: target, like: status)
        do throws(FileFailure) {
            try exchange(temporary, target, expecting: expecting)
        } catch {
            unlink(temporary)
            throw error
        }
        // The file is replaced even when its new name can't be brought to the disk at once.
        fsync(directory)
    }

    /// Opens the directory and takes its lock, which goes when it is closed.
    ///
    /// Two edits by this program take turns: without that a third could build on contents that are
    /// about to be taken back. Who does not ask for the lock is found by the exchange.
    private func locked(directory: String) throws(FileFailure) -> Int32 {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("replace", errno) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let problem = errno
                close(descriptor)
                throw failure("replace", problem)
            }
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
        var written = 0
        while written < contents.count {
            let count = contents.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            written += count
        }
        return fsync(descriptor) == 0 ? 0 : errno
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
}
