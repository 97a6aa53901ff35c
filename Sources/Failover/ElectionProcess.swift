import CGNU
import Files
import Glibc
import Model

/// A running election process, distinguished from a later one with the same number.
///
/// Source: `pidfd_open(2)`, `pidfd_send_signal(2)`.
final class ElectionProcess {
    /// Its process id.
    let pid: pid_t
    private let descriptor: Int32
    /// Its end; nil: it runs, or is no child of this process.
    private(set) var end: ChildProcess.End?

    /// Refers to the process with this id; nil: none.
    init?(pid: pid_t) {
        let descriptor = pidfd_open(pid, 0)
        guard descriptor >= 0 else { return nil }
        // Descriptors of processes are closed by an exec: see `pidfd_open(2)`.
        self.descriptor = descriptor
        self.pid = pid
    }

    deinit {
        close(descriptor)
    }

    /// Starts a process in a session of its own, which survives this one.
    ///
    /// - Parameter output: the file of its standard error, replaced.
    ///
    /// **Errors:** `HostFailure` if the program can't be started.
    static func start(
        _ program: String, socket: String, output: String
    ) throws(HostFailure) -> ElectionProcess {
        unlink(output)
        let child = try ChildProcess.start([program, "--socket", socket], output: .file(output))
        guard let process = ElectionProcess(pid: child) else {
            throw HostFailure(operation: "start \(program)", .last)
        }
        return process
    }

    /// Returns the processes of this network namespace that were started for a socket.
    static func all(socket: String) -> [ElectionProcess] {
        (ProcessEntry.all() ?? []).compactMap { entry in
            guard entry.user == geteuid(), entry.isInThisNetwork == true,
                entry.words.suffix(2) == ["--socket", Substring(socket)],
                let process = ElectionProcess(pid: entry.pid), !process.hasEnded
            else { return nil }
            return process
        }
    }

    /// Whether the process has ended; collects the status of a child.
    var hasEnded: Bool {
        if end == nil, let end = ChildProcess.end(of: pid), end != .exited(-1) { self.end = end }
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) > 0
    }

    /// Whether a signal has stopped the process.
    var isStopped: Bool { ProcessEntry(pid: pid).life?.state == "T" }

    /// Sends a signal.
    func send(_ signal: Int32) {
        // A process that has ended needs none.
        _ = pidfd_send_signal(descriptor, signal, nil, 0)
    }

    /// Waits for the end; false: the process still runs after the limit.
    func waitForEnd(
        within limit: Duration, isolation: isolated (any Actor)? = #isolation
    ) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while !hasEnded {
            guard ContinuousClock.now < deadline else { return false }
            // In a task of its own, because a cancelled one has to wait too.
            await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
        }
        return true
    }
}
