import Files
import Glibc
import Model

/// The command of a track, which runs without Ballast's rights unless its user is root.
struct TrackCommand: Sendable, Hashable {
    /// The program and its arguments.
    let words: [String]
    /// The time after which it is killed.
    let timeout: Duration
    /// The user that runs it.
    var user = FailoverTrack.usualUser

    /// The variables of the command: none of the controller's, which may have secrets.
    private static let environment = [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    ]

    /// Runs the command; nil: it has ended with status 0, otherwise the reason of the failure.
    func run(isolation: isolated (any Actor)? = #isolation) async -> String? {
        guard let program = words.first else { return "no command" }
        if let refusal = TrustedProgram(path: program).refusal { return "\(refusal)" }
        let child: pid_t
        do {
            child = try ChildProcess.start(
                try UserAccount.command(as: user) + words, output: .file("/dev/null"),
                environment: Self.environment)
        } catch {
            return "\(error)"
        }
        let deadline = ContinuousClock.now + timeout
        var wait = Duration.milliseconds(2)
        while true {
            if let end = ChildProcess.end(of: child) {
                // The rest of its session.
                kill(-child, SIGKILL)
                switch end {
                case .exited(0): return nil
                case .exited(126):
                    return "exit status 126: the user \(user) can't run \(program)"
                case .exited(let status): return "exit status \(status)"
                case .killed(let signal): return "signal \(signal)"
                }
            }
            if Task.isCancelled || ContinuousClock.now > deadline {
                // Those in sessions of their own lose their parent with the command.
                let others = ProcessEntry.descendants(of: child)
                kill(-child, SIGKILL)
                for other in others { kill(other.pid, SIGKILL) }
                // The status is collected, unless the command hangs in the kernel.
                for _ in 0..<100 where ChildProcess.end(of: child) == nil {
                    // In a task of its own, because a cancelled one has to wait too.
                    await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
                }
                return "no end within \(timeout)"
            }
            // Cancelled: the next turn of the loop kills the command.
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, .milliseconds(100))
        }
    }
}
