import Glibc

/// The login session in which a process runs.
///
/// Programs such as sudo remove the variables of SSH, so the processes above it are looked at too.
/// Source: `ssh(1)`, `proc(5)`.
public struct LoginSession: Sendable, Hashable {
    /// The user who logged in; nil: unknown.
    public let user: String?
    /// The addresses and ports of the SSH connection, as in `SSH_CONNECTION`; nil: none is known.
    ///
    /// Within tmux or screen it may be that of an earlier connection.
    public let connection: String?
    /// The way in which the session was begun.
    public let origin: Origin

    /// The way in which a session was begun.
    public enum Origin: Sendable, Hashable {
        /// An SSH server serves it, in a process that has accepted the connection at this time.
        ///
        /// **Unit:** milliseconds since boot.
        case ssh(start: Int64)
        /// It is on a terminal of the machine, such as `tty1` or a serial line.
        case console
        /// It is in a program that outlives connections, such as tmux.
        case multiplexer(String)
        /// Neither: a timer, a container, a graphical desktop.
        case other
    }

    /// The most processes above a process that are looked at.
    private static let depth = 32
    /// The programs that serve SSH connections.
    public static let servers: Set<String> = ["sshd", "sshd-session", "dropbear"]
    /// The programs whose sessions outlive the connection in which they were begun.
    private static let multiplexers: Set<String> = [
        "tmux: server", "tmux", "screen", "SCREEN", "dtach", "abduco", "zellij", "mosh-server",
    ]

    /// The session of this process.
    public static var current: LoginSession {
        LoginSession(
            of: getpid(), user: userName, getenv("SSH_CONNECTION").map { String(cString: $0) })
    }

    /// The session of another process; its user is unknown.
    public init(of process: pid_t) {
        self.init(
            of: process, user: nil, ProcessEntry(pid: process).variable("SSH_CONNECTION"))
    }

    private init(of process: pid_t, user: String?, _ own: String?) {
        self.user = user
        var connection = own
        var terminal: Int32 = 0
        var entry = ProcessEntry(pid: process)
        var origin: Origin?
        for _ in 0..<Self.depth {
            guard origin == nil, let life = entry.life, life.parent > 0 else { break }
            // The one nearest to the login: sudo has a terminal of its own.
            if life.terminal != 0 { terminal = life.terminal }
            let above = ProcessEntry(pid: life.parent)
            guard let name = above.name else { break }
            // The nearest one serves this connection; the ones above it serve all.
            if Self.servers.contains(name) {
                // The server has set it; those of other processes may be of earlier connections.
                connection = entry.variable("SSH_CONNECTION") ?? connection
                origin =
                    Self.acceptor(above).map { .ssh(start: Self.milliseconds($0.start)) }
                    ?? .other
            } else if Self.multiplexers.contains(name) {
                origin = .multiplexer(name.split(separator: ":").first.map(String.init) ?? name)
            }
            connection = connection ?? above.variable("SSH_CONNECTION")
            entry = above
        }
        self.connection = connection
        self.origin = origin ?? (Self.isOfMachine(terminal) ? .console : .other)
    }

    /// Returns the process of an SSH server that has accepted a connection; nil: it has ended.
    ///
    /// The server forks another process once a user is authenticated, which may be long after. The
    /// process for a connection begins a session of its own, and its children do not.
    ///
    /// Source: OpenSSH, `sshd.c`, and Dropbear, `svr-main.c`: `setsid(2)` after `accept(2)`.
    ///
    /// - Parameter nearest: the process of the server above a login shell.
    private static func acceptor(_ nearest: ProcessEntry) -> ProcessEntry.Life? {
        guard var life = nearest.life else { return nil }
        var entry = nearest
        for _ in 0..<depth where life.session != entry.pid {
            let above = ProcessEntry(pid: life.parent)
            guard let name = above.name, servers.contains(name), let next = above.life else {
                break
            }
            (entry, life) = (above, next)
        }
        return life
    }

    /// The address of the client of the SSH connection; nil: none is known.
    public var client: String? {
        connection?.split(separator: " ").first.map(String.init)
    }

    /// Returns the reason that the session does not show that an administrator can begin one now;
    /// nil: it shows it.
    ///
    /// - Parameter moment: the time from which on a session counts, in milliseconds since boot.
    public func objection(since moment: Int64) -> String? {
        let proves = "so it does not show that another one is admitted"
        switch origin {
        case .console: return nil
        case .ssh(let start) where start < moment:
            return "this SSH session began before the edit was applied, \(proves)"
        case .ssh:
            guard let client else {
                return "the client of this SSH session is unknown, \(proves)"
            }
            let words = (connection ?? "").split(separator: " ")
            return OwnAddresses.contain(client) || words.count == 4 && words[0] == words[2]
                ? "this SSH session is from this host itself, \(proves)" : nil
        case .multiplexer(let name):
            return "this session is in \(name), which outlives connections, \(proves)"
        case .other:
            return "this session is neither on a console nor of an SSH server, \(proves)"
        }
    }

    /// The remedy for an ``objection(since:)``.
    public static let remedy =
        "log in again and confirm there, or run \"ssh HOST ballast confirm\" elsewhere; "
        + "--same-session confirms without proof"

    /// The SSH connections of all sessions on this host, as in `SSH_CONNECTION`.
    public static var connections: [String] {
        let all = ProcessEntry.all() ?? []
        let found = all.compactMap { entry -> String? in
            guard let life = entry.life, let name = entry.name, !servers.contains(name),
                let above = ProcessEntry(pid: life.parent).name, servers.contains(above)
            else { return nil }
            return entry.variable("SSH_CONNECTION")
        }
        return Set(found).sorted()
    }

    /// Whether a terminal is one of the machine, and not of a program.
    ///
    /// Source: `Documentation/admin-guide/devices.txt`: 136 to 143 are Unix98 slaves, 3 those of
    /// BSD.
    static func isOfMachine(_ terminal: Int32) -> Bool {
        let major = terminal >> 8 & 0xfff
        return terminal != 0 && major != 3 && !(136...143).contains(major)
    }

    private static func milliseconds(_ ticks: UInt64) -> Int64 {
        Int64(clamping: ticks) * 1000 / max(1, Int64(sysconf(Int32(_SC_CLK_TCK))))
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
