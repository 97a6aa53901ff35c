import CGNU
import Glibc

/// A walk along the path of a file, directory by directory, which detects access by other users.
///
/// Each directory is opened relative to the previous one, so that no directory can be exchanged
/// between two steps. Source: `path_resolution(7)`, `openat(2)`.
struct PathWalk: ~Copyable {
    /// The restriction of a path.
    enum Rule {
        /// Other users may write to directories, but no link in such a directory is followed.
        case noForeignLinks
        /// No directory may be writable by another user. An exception is a directory with a sticky
        /// bit whose entry belongs to a trusted user. Like sshd's StrictModes.
        case strict
    }

    private let path: String
    private let users: TrustedUsers
    private let rule: Rule
    private var directory: Int32 = -1
    /// The current position, for messages.
    private var place = ""
    private var linksLeft = 40
    private var rest: [Substring] = []
    /// Whether another user can write to the current directory.
    private(set) var isExposed = false

    init(_ path: String, trusting users: TrustedUsers, _ rule: Rule) {
        self.path = path
        self.users = users
        self.rule = rule
    }

    deinit {
        if directory >= 0 { close(directory) }
    }

    /// Opens the last part of the path with these flags.
    ///
    /// **Shape:** a descriptor that the caller closes, and the file's attributes.
    mutating func open(_ flags: Int32) throws(FileRefusal) -> (descriptor: Int32, facts: stat) {
        try begin(at: path)
        while let part = rest.popLast() {
            let next = openat(
                directory, String(part), ballast_open_path | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw refusal(.system(errno)) }
            let facts: stat
            do throws(FileRefusal) {
                facts = try look(at: next)
            } catch {
                close(next)
                throw error
            }
            switch facts.st_mode & S_IFMT {
            case S_IFLNK:
                defer { close(next) }
                try follow(next, named: part)
            case S_IFDIR where !rest.isEmpty:
                try enter(next, facts, named: part)
            default:
                defer { close(next) }
                guard rest.isEmpty else { throw refusal(.system(ENOTDIR)) }
                return try finish(part, flags)
            }
        }
        // The path is the root, or ends in a link to a directory.
        return try finish(".", flags)
    }

    /// Opens the file by name, then checks the opened file, whatever the name referred to before.
    private func finish(
        _ name: Substring, _ flags: Int32
    ) throws(FileRefusal) -> (descriptor: Int32, facts: stat) {
        let descriptor = openat(
            directory, String(name), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw refusal(.system(errno)) }
        do throws(FileRefusal) {
            return (descriptor, try look(at: descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    private mutating func begin(at path: String) throws(FileRefusal) {
        var path = path[...]
        if !path.hasPrefix("/") {
            guard let current = getcwd(nil, 0) else { throw refusal(.system(errno)) }
            defer { free(current) }
            path = "\(String(cString: current))/\(path)"
        }
        rest = path.split(separator: "/").filter { $0 != "." }.reversed()
        try root()
    }

    private mutating func root() throws(FileRefusal) {
        let root = Glibc.open("/", ballast_open_path | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw refusal(.system(errno)) }
        if directory >= 0 { close(directory) }
        directory = root
        place = ""
        isExposed = false
    }

    private mutating func enter(
        _ next: Int32, _ facts: stat, named part: Substring
    ) throws(FileRefusal) {
        close(directory)
        directory = next
        place += "/\(part)"
        isExposed = users.mayOthersWrite(facts)
        guard isExposed else { return }
        let isSticky = users.own(facts) && facts.st_mode & S_ISVTX != 0
        guard rule == .noForeignLinks || isSticky else { throw refusal(.writable(place)) }
    }

    private mutating func follow(_ link: Int32, named part: Substring) throws(FileRefusal) {
        linksLeft -= 1
        guard linksLeft >= 0 else { throw refusal(.system(ELOOP)) }
        let around = try look(at: directory)
        // Like the kernel's protected_symlinks: in a sticky directory only its owner can replace
        // it.
        let owner = try look(at: link).st_uid
        let isGuarded =
            users.own(around) && around.st_mode & S_ISVTX != 0 && owner == around.st_uid
        guard !users.mayOthersWrite(around) || isGuarded else {
            throw refusal(.link("\(place)/\(part)"))
        }
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlinkat(link, "", $0, text.count) } ?? -1
            }
        }
        guard count > 0 else { throw refusal(.system(count < 0 ? errno : ENOENT)) }
        let target = String(decoding: bytes[..<count], as: UTF8.self)
        if target.hasPrefix("/") { try root() }
        rest += target.split(separator: "/").filter { $0 != "." }.reversed()
    }

    private func look(at descriptor: Int32) throws(FileRefusal) -> stat {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw refusal(.system(errno)) }
        return facts
    }

    private func refusal(_ reason: FileRefusal.Reason) -> FileRefusal {
        FileRefusal(path: path, reason: reason)
    }
}
