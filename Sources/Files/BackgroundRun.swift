import CGNU
import Glibc
import Model

/// A run of a program beside other work; it is killed when it is no longer needed.
///
/// The output is stored in memory, so that a full disk does not truncate it.
public final class BackgroundRun {
    private let child: Int32
    private let memory: Int32
    private var hasEnded = false

    /// Starts a program.
    ///
    /// **Errors:** `HostFailure` if the program can't be started.
    public init(_ words: [String]) throws(HostFailure) {
        memory = memfd_create("output", ballast_memfd_close_on_exec)
        guard memory >= 0 else {
            throw HostFailure(operation: "start \(words[0])", .last)
        }
        do throws(HostFailure) {
            child = try ChildProcess.start(words, output: .descriptor(memory))
        } catch {
            close(memory)
            throw error
        }
    }

    /// Waits for the end of the program, which is killed after the limit; returns its end and its
    /// output.
    public func result(limit: Duration) -> (end: ChildProcess.End, output: String) {
        let end = ChildProcess.wait(child, limit: limit)
        hasEnded = true
        lseek(memory, 0, SEEK_SET)
        return (end, readText(memory) ?? "")
    }

    deinit {
        if !hasEnded { _ = ChildProcess.wait(child, limit: .zero) }
        close(memory)
    }
}
