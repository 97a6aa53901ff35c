import CGNU
import Files
import Glibc
import Model
import Synchronization

/// The contents of replicated files by their digests: `objects` in the directory of replication.
///
/// An object is verified before each first use, so that damage on disk is found. Nothing is synced
/// here: a lost object is only missing, and comes again.
public final class ObjectStore: Sendable {
    /// The directory.
    public let directory: String
    /// Verified objects with the states of their files.
    private let verified = Mutex<[Digest: State]>([:])

    /// A state of an object's file; a link to it, during a validation, changes nothing.
    private struct State: Equatable {
        var device: UInt
        var inode: UInt
        var size: Int
        var modified: Int64

        init?(_ signature: FileSignature?) {
            guard let signature else { return nil }
            device = signature.device
            inode = signature.inode
            size = signature.size
            modified = signature.modified
        }
    }

    /// Creates a store in this directory.
    init(directory: String) {
        self.directory = directory
    }

    /// Returns the path of an object.
    public func path(of digest: Digest) -> String { "\(directory)/\(digest)" }

    /// Returns the path of an object that is incomplete; its size is the point to resume at.
    public func partPath(of digest: Digest) -> String { "\(directory)/\(digest).part" }

    /// Whether a valid object is there; a damaged one is removed.
    public func has(_ digest: Digest, size: Int) -> Bool {
        let path = path(of: digest)
        guard let state = State(FileSignature.of(path)) else { return false }
        if verified.withLock({ $0[digest] }) == state { return state.size == size }
        // An unreadable object is missing.
        let found = state.size == size ? try? Self.digest(of: path) : nil
        guard found == digest else {
            unlink(path)
            return false
        }
        verified.withLock { $0[digest] = state }
        return true
    }

    /// Returns the path and the size of a valid object; nil: it is not there.
    public func object(_ digest: Digest) -> (path: String, size: Int)? {
        let path = path(of: digest)
        guard let size = FileSignature.of(path)?.size, has(digest, size: size) else { return nil }
        return (path, size)
    }

    /// Stores bytes.
    ///
    /// **Errors:** `HostFailure`.
    func put(_ bytes: [UInt8], as digest: Digest) throws(HostFailure) {
        guard !has(digest, size: bytes.count) else { return }
        try make()
        let path = path(of: digest)
        // Synchronised later, together with others.
        try writeAtomically(bytes, to: path, isDurable: false)
        noteVerified(digest)
    }

    /// Stores the contents of an open file, and returns whether they have this digest.
    ///
    /// **Errors:** `HostFailure`.
    func put(copying source: Int32, as digest: Digest) throws(HostFailure) -> Bool {
        try make()
        let path = path(of: digest)
        let temporary = TemporaryName.beside(path)
        let descriptor = open(
            temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("store", path) }
        defer { close(descriptor) }
        do throws(HostFailure) {
            guard try Digest.of(source, "store \(path)", copy: descriptor).digest == digest else {
                unlink(temporary)
                return false
            }
        } catch {
            unlink(temporary)
            throw error
        }
        try commit(temporary, digest)
        return true
    }

    /// Accepts a complete part as the object, if it has the digest; else it is removed.
    ///
    /// **Errors:** `HostFailure`.
    public func finish(_ digest: Digest, size: Int) throws(HostFailure) -> Bool {
        let part = partPath(of: digest)
        guard FileSignature.of(part)?.size == size, try Self.digest(of: part) == digest else {
            unlink(part)
            return false
        }
        try commit(part, digest)
        return true
    }

    /// Checks the free space of the file system, of which a quarter stays free.
    ///
    /// **Errors:** `HostFailure`: there is too little for these entries.
    func requireSpace(for entries: [Entry]) throws(HostFailure) {
        var needed = 0
        for entry in entries {
            needed += max(0, entry.size - (FileSignature.of(partPath(of: entry.digest))?.size ?? 0))
        }
        var facts = statvfs()
        // An unknown size is no reason against the attempt.
        guard needed > 0, statvfs(directory, &facts) == 0 else { return }
        let free = Int(clamping: UInt64(facts.f_bavail) * UInt64(facts.f_frsize))
        guard needed > free / 4 * 3 else { return }
        throw HostFailure(
            operation: "fetch \(needed >> 10) KiB into \(directory)",
            reason: "its file system has \(free >> 10) KiB left, of which a quarter stays free")
    }

    /// Removes all objects but these, and all leftovers but the parts of these.
    func collect(keeping kept: Set<Digest>) {
        guard let entries = opendir(directory) else { return }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        closedir(entries)
        for name in names where name != "." && name != ".." {
            let digits = name.hasSuffix(".part") ? name.dropLast(5) : name[...]
            if let digest = Digest(hex: digits), kept.contains(digest) { continue }
            unlink("\(directory)/\(name)")
        }
        verified.withLock { verified in
            verified = verified.filter { kept.contains($0.key) }
        }
    }

    /// Writes objects to disk.
    ///
    /// **Errors:** `HostFailure`.
    func synchronize(_ digests: [Digest]) throws(HostFailure) {
        try make()
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("open", directory) }
        defer { close(descriptor) }
        guard digests.count <= TreeRoot.fewFiles else {
            guard syncfs(descriptor) == 0 else { throw Self.failure("sync", directory) }
            return
        }
        for digest in digests {
            let object = open(path(of: digest), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard object >= 0 else { throw Self.failure("sync", path(of: digest)) }
            defer { close(object) }
            guard fsync(object) == 0 else { throw Self.failure("sync", path(of: digest)) }
        }
        guard fsync(descriptor) == 0 else { throw Self.failure("sync", directory) }
    }

    /// Makes the directory.
    ///
    /// **Errors:** `HostFailure`.
    public func make() throws(HostFailure) {
        try OwnDirectory(path: directory, mode: 0o700).make()
    }

    private func commit(_ temporary: String, _ digest: Digest) throws(HostFailure) {
        let path = path(of: digest)
        guard rename(temporary, path) == 0 else {
            let failure = Self.failure("store", path)
            unlink(temporary)
            throw failure
        }
        noteVerified(digest)
    }

    private func noteVerified(_ digest: Digest) {
        let state = State(FileSignature.of(path(of: digest)))
        verified.withLock { $0[digest] = state }
    }

    private static func digest(of path: String) throws(HostFailure) -> Digest {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        return try Digest.of(descriptor, "read \(path)").digest
    }

    private static func failure(_ operation: String, _ path: String) -> HostFailure {
        HostFailure(operation: "\(operation) \(path)", .last)
    }
}
