import CGNU
import Glibc

/// The control socket: one listener, few connections, for root only.
///
/// **Shape:** at most 8 connections; another one is closed at once.
final class ControlServer {
    private(set) var listener: Int32
    private var lock: Int32
    private var identity: FileIdentity?
    let path: String
    private(set) var connections: [ControlConnection] = []

    private static let limit = 8

    /// Listens at a path, after a lock beside it has excluded other processes.
    ///
    /// **Errors:** `EWOULDBLOCK` while another process has the lock; `EPERM` for a directory that
    /// another user may write; `ENAMETOOLONG`; those of `open(2)` and `bind(2)`.
    init(path: String) throws(SocketFailure) {
        try Self.checkDirectory(of: path)
        let lock = try Self.lock(path)
        do throws(SocketFailure) {
            listener = try Self.listen(at: path)
        } catch {
            close(lock)
            throw error
        }
        self.lock = lock
        self.path = path
        identity = FileIdentity(path: path)
    }

    deinit {
        close(listener)
        close(lock)
    }

    /// Removes the socket, at the end of the process; that of another process stays.
    func remove() {
        if isReachable { unlink(path) }
    }

    /// Whether the path leads to this socket.
    private var isReachable: Bool { identity != nil && FileIdentity(path: path) == identity }

    /// Listens again if the socket, its lock or their directory was removed; false: none was.
    ///
    /// Otherwise no controller could find the process, and a second one would start beside it.
    ///
    /// **Errors:** those of ``init(path:)``; `EWOULDBLOCK`: a second process has started.
    func restore() throws(SocketFailure) -> Bool {
        let isLocked = FileIdentity(path: path + ".lock") == FileIdentity(descriptor: lock)
        guard !isReachable || !isLocked else { return false }
        Self.makeDirectory(Self.directory(of: path))
        try Self.checkDirectory(of: path)
        if !isLocked {
            let new = try Self.lock(path)
            close(lock)
            lock = new
        }
        let new = try Self.listen(at: path)
        close(listener)
        listener = new
        identity = FileIdentity(path: path)
        return true
    }

    /// Accepts the connections that wait, of root and of this user alone.
    func accept() {
        for _ in 0..<Self.limit {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            // The process has one thread, and starts no other program.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            let connection = ControlConnection(descriptor: descriptor)
            if Self.isPermitted(descriptor), connections.count < Self.limit {
                connections.append(connection)
            }
        }
    }

    /// Closes the connections that are over.
    func sweep() {
        connections.removeAll(where: \.isOver)
    }

    /// Source: `unix(7)`, `SO_PEERCRED`, `ucred`: process, user, group.
    private static func isPermitted(_ descriptor: Int32) -> Bool {
        var credentials = (pid_t(0), uid_t.max, gid_t.max)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else {
            return false
        }
        return credentials.1 == 0 || credentials.1 == geteuid()
    }

    /// Opens the lock of a path, and locks it.
    private static func lock(_ path: String) throws(SocketFailure) -> Int32 {
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .last("open \(path).lock") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let failure = SocketFailure.last("lock \(path).lock, which another process has")
            close(lock)
            throw failure
        }
        return lock
    }

    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Makes a directory and those above it; one that exists stays, and is checked afterwards.
    private static func makeDirectory(_ directory: String) {
        guard mkdir(directory, 0o700) != 0, errno == ENOENT else { return }
        let above = Self.directory(of: directory)
        guard above != directory else { return }
        makeDirectory(above)
        mkdir(directory, 0o700)
    }

    private static func checkDirectory(of path: String) throws(SocketFailure) {
        let directory = directory(of: path)
        let operation = "use the directory \(directory), which another user may write"
        var facts = stat()
        guard stat(directory, &facts) == 0 else { throw .last("use the directory \(directory)") }
        guard facts.st_uid == geteuid(), facts.st_mode & 0o022 == 0 else {
            throw SocketFailure(operation: operation, number: EPERM)
        }
    }

    private static func listen(at path: String) throws(SocketFailure) -> Int32 {
        let flags = Int32(SOCK_NONBLOCK.rawValue)
        return try LocalSocket.open(path, to: "listen at \(path)", flags: flags) {
            // The lock is held: no other process of this program binds here.
            unlink(path)
            let mask = umask(0o177)
            defer { umask(mask) }
            let code = bind($0, $1, $2)
            return code == 0 ? Glibc.listen($0, 8) : code
        }
    }
}
