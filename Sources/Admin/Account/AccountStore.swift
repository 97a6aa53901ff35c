import Files
import Glibc
import Model

/// The accounts as a file of the state directory, `users.json`.
///
/// Several processes may change it: each change reads the file, changes it and replaces it under a
/// lock, so that none is lost. The file always has the accounts before a change or those after it.
/// A damaged file stays where it is: its absence would mean that there is no account yet.
public struct AccountStore: Sendable {
    private let directory: String
    private let file: JSONStore<AccountBook>

    /// The longest wait for another process.
    private static let patience = Duration.seconds(5)
    private static let remedy =
        "no account can sign in until it can be read: restore it from a backup, or remove it and "
        + "add the accounts again with \"ballast user add\""

    /// Creates a store in this state directory, which is created at the first change.
    public init(state: String) {
        directory = state
        file = JSONStore("users", in: state, title: "accounts", limit: 4 << 20)
    }

    /// The path of the file.
    public var path: String { file.path }

    /// Returns the accounts; none: there is no file.
    ///
    /// **Errors:** `HostFailure`: the file can't be read, is damaged, or another user can write it.
    public func load() throws(HostFailure) -> AccountBook {
        let remedy = geteuid() == 0 ? Self.remedy : "run the command as root"
        return try file.load(remedy: remedy, setsAside: false) ?? AccountBook()
    }

    /// A sentence if other users can read the hashes; nil: they can't.
    public var warning: String? {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & 0o077 != 0 else { return nil }
        return "\(path) can be read by other users, who can guess passwords by its hashes; "
            + "chmod 600 \(path), and change the passwords"
    }

    /// Changes the accounts, and returns when they are on disk.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func change<Result>(
        _ edit: (inout AccountBook) throws(AccountRefusal) -> Result
    ) throws(AccountRefusal) -> Result {
        let lock = try failing { () throws(HostFailure) -> FileLock in
            try OwnDirectory(path: directory).make()
            return try FileLock(directory + "/users.lock", limit: Self.patience)
        }
        var book = try failing(load)
        let former = book
        let result = try edit(&book)
        // The mode of a file that others can read is mended too.
        if book != former || warning != nil {
            _ = try failing { () throws(HostFailure) in try file.save(book) }
        }
        // Held until here.
        _ = consume lock
        return result
    }

    private func failing<Result: ~Copyable>(
        _ work: () throws(HostFailure) -> Result
    ) throws(AccountRefusal) -> Result {
        do { return try work() } catch { throw .file(error) }
    }
}
