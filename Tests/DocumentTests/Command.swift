import Glibc

/// A program that a test runs.
enum Command {
    /// Runs a program to its end; its exit code, and all that it printed.
    static func run(_ program: String, _ arguments: [String]) -> (code: Int32, output: String) {
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else { return (-1, "no pipe") }
        // A daemon of another test would keep it open.
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 2)
        var pointers: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        pointers.append(nil)
        defer { pointers.forEach { free($0) } }
        var process = pid_t()
        let problem = posix_spawn(&process, program, &actions, nil, pointers, environ)
        close(pipe[1])
        defer { close(pipe[0]) }
        guard problem == 0 else { return (-1, "can't start") }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(pipe[0], &buffer, buffer.count)
            if count <= 0 { break }
            output += buffer[..<count]
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        let code = status & 0x7f == 0 ? (status >> 8) & 0xff : -1
        return (code, String(decoding: output, as: UTF8.self))
    }
}
