import CGNU
import Glibc
import Model

/// Starts programs that outlive this process: in a new session, without blocked signals.
public enum ChildProcess {
    /// The target of standard output and error.
    public enum Output {
        /// Appends to this file, which is created if missing.
        case file(String)
        /// Writes to this descriptor.
        case descriptor(Int32)
    }

    /// The end of a process.
    public enum End: Sendable, Equatable {
        /// It exited with this status.
        case exited(Int32)
        /// It was killed by this signal.
        case killed(Int32)
    }

    /// The descriptor of the named pipe of a child.
    public static let pipeDescriptor: Int32 = 3

    /// Starts a program; returns its process id.
    ///
    /// - Parameters:
    ///   - output: the target of standard output and error.
    ///   - pipe: a named pipe for ``pipeDescriptor``, open for reading and writing, so that no
    ///     reader is needed; nil: none.
    ///   - environment: the variables, as `NAME=VALUE`; nil: those of this process.
    ///
    /// **Errors:** `HostFailure` if the program can't be started.
    public static func start(
        _ words: [String], output: Output, pipe: String? = nil, environment: [String]? = nil
    ) throws(HostFailure) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        switch output {
        case .file(let path):
            posix_spawn_file_actions_addopen(
                &actions, 1, path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
        case .descriptor(let descriptor):
            posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
        }
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let pipe {
            posix_spawn_file_actions_addopen(
                &actions, pipeDescriptor, pipe, O_RDWR | O_NONBLOCK, 0)
        }
        var none = sigset_t()
        var every = sigset_t()
        sigemptyset(&none)
        sigfillset(&every)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &every)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | ballast_spawn_new_session)
        let arguments = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        let variables = environment.map { $0.map { strdup($0) } + [nil] }
        defer { for variable in variables ?? [] { free(variable) } }
        var child: pid_t = 0
        let code =
            if let variables {
                posix_spawn(&child, words[0], &actions, &attributes, arguments + [nil], variables)
            } else {
                posix_spawn(&child, words[0], &actions, &attributes, arguments + [nil], environ)
            }
        guard code == 0 else {
            throw HostFailure(operation: "start \(words[0])", SystemError(code))
        }
        return child
    }

    /// Returns the end of a child; nil while it runs.
    public static func end(of child: Int32) -> End? {
        var status: Int32 = 0
        let result = waitpid(child, &status, WNOHANG)
        if result == 0 || result < 0 && errno == EINTR { return nil }
        // Not a child of this process, so its status is unknown.
        guard result == child else { return .exited(-1) }
        return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(status & 0x7f)
    }
}
