import CGNU
import Files
import Glibc
import Model

extension TreeRoot {
    /// Copies an object to a temporary file beside a target, with its owner if there is one.
    ///
    /// - Parameter isSynced: whether the file is on disk when it returns.
    ///
    /// **Errors:** `HostFailure`; there is no temporary file then.
    func write(
        _ object: String, as temporary: String, beside target: String, mode: UInt32,
        isSynced: Bool
    ) throws(HostFailure) {
        let place = try place(of: target, creating: true)
        let source = open(object, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard source >= 0 else {
            throw HostFailure(operation: "read \(object)", .last)
        }
        defer { close(source) }
        let copy = openat(
            place.directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            0o600)
        guard copy >= 0 else { throw failure("write", target) }
        defer { close(copy) }
        do throws(HostFailure) {
            _ = try Digest.of(source, "write \(path)/\(target)", copy: copy)
            var facts = stat()
            if fstatat(place.directory, place.name, &facts, AT_SYMLINK_NOFOLLOW) == 0,
                facts.st_uid != geteuid() || facts.st_gid != getegid()
            {
                // Without the right to do so the file belongs to this process.
                _ = fchown(copy, facts.st_uid, facts.st_gid)
            }
            guard fchmod(copy, mode) == 0 else { throw failure("write", target) }
            guard !isSynced || fsync(copy) == 0 else { throw failure("sync", target) }
        } catch {
            unlinkat(place.directory, temporary, 0)
            throw error
        }
    }

    /// Gives an object another name, and returns whether the file system can.
    ///
    /// **Errors:** `HostFailure`: the directory can't be made.
    func link(_ object: String, to file: String) throws(HostFailure) -> Bool {
        let place = try place(of: file, creating: true)
        return linkat(AT_FDCWD, object, place.directory, place.name, 0) == 0
    }

    /// Exchanges a temporary file with its target, or gives it the name if there is no target.
    ///
    /// **Errors:** `HostFailure`: nothing has changed. A target that is no regular file is left.
    func exchange(_ temporary: String, _ target: String) throws(HostFailure) {
        let place = try place(of: target)
        func rename(_ flags: UInt32) -> Bool {
            renameat2(place.directory, temporary, place.directory, place.name, flags) == 0
        }
        // Another process can make or remove the target meanwhile.
        for _ in 0..<10 {
            if rename(ballast_rename_no_replace) { return }
            if errno == EINVAL { return try replace(temporary, target) }
            guard errno == EEXIST else { throw failure("replace", target) }
            guard rename(ballast_rename_exchange) else {
                if errno == ENOENT { continue }
                if errno == EINVAL { return try replace(temporary, target) }
                throw failure("replace", target)
            }
            var facts = stat()
            guard fstatat(place.directory, temporary, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
                return
            }
            if facts.st_mode & S_IFMT == S_IFREG { return }
            _ = rename(ballast_rename_exchange)
            throw HostFailure(
                operation: "replace \(path)/\(target)", reason: Self.kind(of: facts))
        }
        throw HostFailure(
            operation: "replace \(path)/\(target)", reason: "another program changes it")
    }

    /// Exchanges a temporary file with its target on a file system that can't do so at once.
    private func replace(_ temporary: String, _ target: String) throws(HostFailure) {
        if let facts = try facts(of: target), facts.st_mode & S_IFMT != S_IFREG {
            throw HostFailure(
                operation: "replace \(path)/\(target)", reason: Self.kind(of: facts))
        }
        let place = try place(of: target)
        let former = TemporaryName.split(TemporaryName.beside(place.name)).name.description
        let isThere = renameat(place.directory, place.name, place.directory, former) == 0
        guard isThere || errno == ENOENT else { throw failure("replace", target) }
        guard renameat(place.directory, temporary, place.directory, place.name) == 0 else {
            let error = failure("replace", target)
            if isThere { renameat(place.directory, former, place.directory, place.name) }
            throw error
        }
        if isThere { renameat(place.directory, former, place.directory, temporary) }
    }

    /// Keeps the former file of a target beside it, under a name that no file has.
    ///
    /// **Errors:** `HostFailure`.
    func keep(_ temporary: String, of target: String, suffix: String) throws(HostFailure) {
        let place = try place(of: target)
        for number in 1...1000 {
            let name = "\(place.name).\(suffix)" + (number == 1 ? "" : ".\(number)")
            if renameat2(
                place.directory, temporary, place.directory, name, ballast_rename_no_replace) == 0
            {
                return
            }
            guard errno == EEXIST else { break }
        }
        throw failure("keep the former", target)
    }

    /// Removes a temporary file, if it is there.
    ///
    /// **Errors:** `HostFailure`.
    func discard(_ file: String) throws(HostFailure) {
        do throws(HostFailure) {
            let place = try place(of: file)
            guard unlinkat(place.directory, place.name, 0) == 0 || errno == ENOENT else {
                throw failure("remove", file)
            }
        } catch {
            if error.errno != "ENOENT" { throw error }
        }
    }

    /// Removes a file with one of these digests, and the directories that are empty then.
    ///
    /// **Errors:** `HostFailure`.
    func remove(_ file: String, ifOneOf digests: Set<Digest>) throws(HostFailure) {
        guard let facts = try facts(of: file), facts.st_mode & S_IFMT == S_IFREG,
            let digest = try digest(of: file), digests.contains(digest)
        else { return }
        try discard(file)
        var parts = file.split(separator: "/").dropLast()
        while !parts.isEmpty {
            let place = try place(of: parts.joined(separator: "/"))
            // A directory with other files stays.
            guard unlinkat(place.directory, place.name, AT_REMOVEDIR) == 0 else { return }
            parts.removeLast()
        }
    }

    /// Writes the directories of files to disk, or the file system if they are many.
    ///
    /// **Errors:** `HostFailure`.
    func synchronize(_ files: [String]) throws(HostFailure) {
        guard files.count <= Self.fewFiles else {
            guard syncfs(descriptor) == 0 else {
                throw HostFailure(operation: "sync \(path)", .last)
            }
            return
        }
        let directories = Set(files.map { PathName.sibling(".", of: $0) })
        for directory in directories.sorted() {
            do throws(HostFailure) {
                let place = try place(of: directory)
                guard fsync(place.directory) == 0 else { throw failure("sync", directory) }
            } catch {
                // A directory that was removed with its last file.
                if error.errno != "ENOENT" { throw error }
            }
        }
    }

    /// The number of files up to which each is synced by itself: a whole file system has the work
    /// of all other programs too.
    static let fewFiles = 256
}
