import Glibc

/// The login session in which this process runs.
///
/// Programs such as sudo remove the variables of SSH, so the processes above this one are looked
/// at too. Source: `ssh(1)`, `proc(5)`.
public struct LoginSession: Sendable, Hashable {
    /// The user who logged in; nil: unknown.
    public let user: String?
    /// The addresses and ports of the SSH connection, as in `SSH_CONNECTION`; nil: none is known.
    public let connection: String?
    /// The start of the process that serves the SSH connection; nil: none is known, as on a
    /// console.
    ///
    /// **Unit:** milliseconds since boot.
    public let start: Int64?

    /// The most processes above this one that are looked at.
    private static let depth = 32
    /// The programs that serve a connection.
    private static let servers: Set<String> = ["sshd", "sshd-session", "dropbear"]

    /// The session of this process.
    public static var current: LoginSession {
        var connection = getenv("SSH_CONNECTION").map { String(cString: $0) }
        var start: Int64?
        var entry = ProcessEntry(pid: getpid())
        for _ in 0..<depth {
            guard let life = entry.life, life.parent > 0 else { break }
            entry = ProcessEntry(pid: life.parent)
            connection = connection ?? entry.variable("SSH_CONNECTION")
            // The nearest one serves this connection; the ones above it serve all.
            if let name = entry.name, servers.contains(name) {
                let ticks = Int64(sysconf(Int32(_SC_CLK_TCK)))
                start = entry.life.map { Int64(clamping: $0.start) * 1000 / max(1, ticks) }
                break
            }
        }
        return LoginSession(user: userName, connection: connection, start: start)
    }

    /// The address of the client of the SSH connection; nil: none is known.
    public var client: String? {
        connection?.split(separator: " ").first.map(String.init)
    }

    /// The user who logged in; else the one who called sudo; else the user of this process.
    ///
    /// Source: `proc(5)`, `/proc/PID/loginuid`, which is the largest number without a login.
    private static var userName: String? {
        let login = readText("/proc/self/loginuid", limit: 64)
            .flatMap { UInt32($0.filter { $0 > " " }) }
        if let login, login != UInt32.max { return name(of: login) ?? "\(login)" }
        for variable in ["SUDO_USER", "DOAS_USER"] {
            guard let name = getenv(variable).map({ String(cString: $0) }), !name.isEmpty else {
                continue
            }
            return name
        }
        return name(of: getuid()) ?? "\(getuid())"
    }

    /// Returns the name of a user; nil: no such user.
    ///
    /// Source: `getpwuid_r(3)`.
    private static func name(of user: uid_t) -> String? {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 16_384)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil,
            let name = entry.pw_name
        else { return nil }
        return String(cString: name)
    }
}

extension ProcessEntry {
    /// The value that a variable had at the start of the process; nil: none, or unreadable.
    func variable(_ name: String) -> String? {
        readText("/proc/\(pid)/environ", limit: 1 << 18)?
            .split(separator: "\0").first { $0.hasPrefix(name + "=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
}
