import CGNU
import Files
import Glibc
import Model

extension ChildProcess {
    /// Waits for the end of a child, and kills it after the limit.
    static func wait(_ child: Int32, limit: Duration) -> End {
        let deadline = ContinuousClock.now + limit
        while true {
            if let end = end(of: child) { return end }
            if ContinuousClock.now > deadline { kill(child, SIGKILL) }
            usleep(2_000)
        }
    }

    /// Runs a program; returns its end and its output.
    ///
    /// The output is stored in memory, so that a full disk does not truncate it.
    ///
    /// **Errors:** `HostFailure` if the program can't be started.
    static func run(
        _ words: [String], limit: Duration
    ) throws(HostFailure) -> (end: End, output: String) {
        let memory = memfd_create("output", ballast_memfd_close_on_exec)
        guard memory >= 0 else {
            throw HostFailure(operation: "start \(words[0])", .last)
        }
        defer { close(memory) }
        let end = wait(try start(words, output: .descriptor(memory)), limit: limit)
        lseek(memory, 0, SEEK_SET)
        return (end, readText(memory) ?? "")
    }
}
