import Glibc

/// A run of the command that prints a measure, in its own process group.
struct CommandRun {
    /// Maximum number of bytes of its output.
    private static let limit = 1_024

    private let process: pid_t
    /// The pipe of its standard output.
    let descriptor: Int32
    /// The time at which it is killed.
    let deadline: Int64
    private var output: [UInt8] = []
    /// Whether it has closed its output; it may still be running.
    private(set) var isSilent = false

    /// Starts the command; nil when it cannot be started.
    init?(_ command: String, deadline: Int64) {
        var pipes: [Int32] = [-1, -1]
        // This process has one thread, so no other program is started in between.
        guard pipe(&pipes) == 0 else { return nil }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(pipes[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let words: [UnsafeMutablePointer<CChar>?] = [
            strdup("/bin/sh"), strdup("-c"), strdup(command), nil,
        ]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        guard posix_spawn(&process, "/bin/sh", &actions, &attributes, words, environ) == 0 else {
            close(pipes[0])
            return nil
        }
        _ = fcntl(pipes[0], F_SETFL, O_NONBLOCK)
        self.process = process
        self.deadline = deadline
        descriptor = pipes[0]
    }

    /// Reads available output.
    mutating func receive() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else {
            isSilent = true
            return
        }
        output += buffer[..<count].prefix(Self.limit - output.count)
    }

    /// The result of a command.
    enum End: Equatable {
        /// The command succeeded and printed this number.
        case number(Int)
        /// The command failed, or printed no number of 0...100.
        case nothing
    }

    /// The result; nil: the command is still running.
    func ended() -> End? {
        var status: Int32 = 0
        let code = waitpid(process, &status, WNOHANG)
        guard code != 0 else { return nil }
        close(descriptor)
        guard code == process, status == 0 else { return .nothing }
        return Self.number(in: output).map { .number($0) } ?? .nothing
    }

    /// Kills the command and its process group.
    func kill() {
        Glibc.kill(-process, SIGKILL)
        close(descriptor)
        // It ends at once: nothing can block this signal.
        while waitpid(process, nil, 0) < 0, errno == EINTR {}
    }

    /// The number in the first word of a text, if it is within 0...100.
    static func number(in output: [UInt8]) -> Int? {
        let text = String(decoding: output, as: UTF8.self)
        guard let word = text.split(whereSeparator: \.isWhitespace).first,
            let number = Int(word.last == "%" ? word.dropLast() : word),
            (0...100).contains(number)
        else { return nil }
        return number
    }
}
