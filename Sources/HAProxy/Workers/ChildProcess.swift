import CGNU
import Glibc
import Model

/// Starts a program that outlives us: in a session of its own, with no signal held back.
public enum ChildProcess {
    /// Its process id.
    ///
    /// - Parameters:
    ///   - output: the file that its standard output and error are added to.
    ///   - pipe: a named pipe that it gets as descriptor 3, for reading and writing, so that
    ///     it waits for no reader; nil: none.
    ///
    /// **Errors:** `HostFailure` when the program can't be started.
    public static func start(
        _ words: [String], output: String, pipe: String? = nil
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
        posix_spawn_file_actions_addopen(
            &actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let pipe {
            posix_spawn_file_actions_addopen(
                &actions, WorkerSettings.logDescriptor, pipe, O_RDWR | O_NONBLOCK, 0)
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
        var child: pid_t = 0
        let code = posix_spawn(&child, words[0], &actions, &attributes, arguments + [nil], environ)
        guard code == 0 else {
            throw HostFailure(operation: "start \(words[0])", number: code)
        }
        return child
    }

    /// Its exit status, 128 and the signal's number, or nil while it runs.
    public static func status(_ child: Int32) -> Int32? {
        var status: Int32 = 0
        let result = waitpid(child, &status, WNOHANG)
        if result == 0 || result < 0 && errno == EINTR { return nil }
        guard result == child else { return -1 }
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// Waits for its end, and ends it when it takes too long.
    static func wait(_ child: Int32, limit: Duration) -> Int32 {
        let deadline = ContinuousClock.now + limit
        while true {
            if let status = status(child) { return status }
            if ContinuousClock.now > deadline { kill(child, SIGKILL) }
            usleep(2_000)
        }
    }
}
