import CGNU
import Files
import Glibc
import Model

/// The directory of a document, in which paths of manifests are resolved without following links.
///
/// Each directory of a path is opened relative to the one before, so that no other directory can
/// be reached, whatever another process changes meanwhile. **Source:** `openat(2)`, O_NOFOLLOW.
struct TreeRoot: ~Copyable {
    /// The path of the directory.
    let path: String
    let descriptor: Int32

    /// Opens a directory, whose own path can have links.
    ///
    /// **Errors:** `HostFailure`.
    init(_ path: String) throws(HostFailure) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw HostFailure(operation: "open the directory \(path)", .last)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// A directory within the root, and the name of a file in it.
    struct Place: ~Copyable {
        let directory: Int32
        let name: String

        deinit {
            close(directory)
        }
    }

    /// Opens the directory of a file.
    ///
    /// - Parameter creating: whether missing directories are made, with mode 0755.
    ///
    /// **Errors:** `HostFailure`: ENOENT without the directory, ELOOP or ENOTDIR for a link.
    func place(of file: String, creating: Bool = false) throws(HostFailure) -> Place {
        let parts = file.split(separator: "/").map(String.init)
        guard let name = parts.last else {
            throw HostFailure(operation: "open \(path)/\(file)", SystemError(EISDIR))
        }
        var current = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard current >= 0 else { throw failure("open", file) }
        for part in parts.dropLast() {
            if creating, mkdirat(current, part, 0o755) == 0 {
                // The mode of a new directory is not that of the process's mask.
                _ = fchmodat(current, part, 0o755, 0)
            }
            let next = openat(current, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let error = failure("open the directory of", file)
            close(current)
            guard next >= 0 else { throw error }
            current = next
        }
        return Place(directory: current, name: name)
    }

    /// Returns the attributes of a file, without following a link; nil: there is none.
    ///
    /// **Errors:** `HostFailure`.
    func facts(of file: String) throws(HostFailure) -> stat? {
        let place: Place
        do throws(HostFailure) {
            place = try self.place(of: file)
        } catch {
            if error.errno == "ENOENT" { return nil }
            throw error
        }
        var facts = stat()
        if fstatat(place.directory, place.name, &facts, AT_SYMLINK_NOFOLLOW) == 0 { return facts }
        if errno == ENOENT { return nil }
        throw failure("look at", file)
    }

    /// Returns the digest of a regular file; nil: there is no file.
    ///
    /// **Errors:** `HostFailure`: it is a link, a directory, a device; it can't be read.
    func digest(of file: String) throws(HostFailure) -> Digest? {
        guard let facts = try facts(of: file) else { return nil }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw HostFailure(
                operation: "read \(path)/\(file)", reason: Self.kind(of: facts),
                remedy: "replication neither follows nor replaces it; move it away")
        }
        let place = try self.place(of: file)
        let descriptor = openat(
            place.directory, place.name,
            O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("read", file)
        }
        defer { close(descriptor) }
        return try Digest.of(descriptor, "read \(path)/\(file)").digest
    }

    /// A failure of the last system call on a file.
    func failure(_ operation: String, _ file: String) -> HostFailure {
        HostFailure(operation: "\(operation) \(path)/\(file)", .last)
    }

    /// The kind of a file that is not regular, as a reason.
    static func kind(of facts: stat) -> String {
        switch facts.st_mode & S_IFMT {
        case S_IFLNK: "it is a symbolic link"
        case S_IFDIR: "it is a directory"
        case S_IFREG: "it is a regular file"
        default: "it is a device, a socket or a pipe"
        }
    }
}
