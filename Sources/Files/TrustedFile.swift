import Glibc

/// A file that a document names, read so that no other user can choose its contents.
///
/// It must be a regular file of root or of a trusted user. Its path must have no symbolic link that
/// another user could have created. If another user can write its directory, it must have no second
/// name. A pipe or a device is rejected without waiting, and the size is limited.
public struct TrustedFile: Sendable, Hashable {
    /// The path.
    public let path: String
    /// The owners whose files are trusted.
    public let users: TrustedUsers
    /// Whether a file that another user can write is rejected too.
    public let isStrict: Bool

    /// Creates a reference to the file at this path, which need not exist.
    public init(path: String, trusting users: TrustedUsers, isStrict: Bool = false) {
        self.path = path
        self.users = users
        self.isStrict = isStrict
    }

    /// Opens the file for reading; the caller closes it.
    ///
    /// **Errors:** `FileRefusal`.
    public func open() throws(FileRefusal) -> (descriptor: Int32, facts: stat) {
        var walk = PathWalk(path, trusting: users, .noForeignLinks)
        let (descriptor, facts) = try walk.open(O_RDONLY)
        guard let reason = reason(against: facts, isExposed: walk.isExposed) else {
            return (descriptor, facts)
        }
        close(descriptor)
        throw refusal(reason)
    }

    private func reason(against facts: stat, isExposed: Bool) -> FileRefusal.Reason? {
        guard facts.st_mode & S_IFMT == S_IFREG else { return .notRegular }
        guard users.own(facts) else { return .owner(facts.st_uid) }
        guard !isStrict || facts.st_mode & 0o022 == 0 else { return .writable(path) }
        return isExposed && facts.st_nlink > 1 ? .otherName : nil
    }

    /// Reads its bytes.
    ///
    /// **Errors:** `FileRefusal`, `.tooLarge` for more bytes than the limit.
    public func read(limit: Int) throws(FileRefusal) -> [UInt8] {
        let (descriptor, facts) = try open()
        defer { close(descriptor) }
        switch BoundedRead(of: descriptor, limit: limit, expecting: Int(facts.st_size)) {
        case .bytes(let bytes): return bytes
        case .tooLarge: throw refusal(.tooLarge(limit))
        case .failed(let number): throw refusal(.system(number))
        }
    }

    /// Reads its text.
    ///
    /// **Errors:** as for ``read(limit:)``, and `.notText` for bytes that are not UTF-8.
    public func text(limit: Int) throws(FileRefusal) -> String {
        guard let text = String(validating: try read(limit: limit), as: UTF8.self) else {
            throw refusal(.notText)
        }
        return text
    }

    /// The reason why the file cannot be used; nil: it can.
    public var refusal: FileRefusal? {
        do throws(FileRefusal) {
            close(try open().descriptor)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ reason: FileRefusal.Reason) -> FileRefusal {
        FileRefusal(path: path, reason: reason)
    }
}
