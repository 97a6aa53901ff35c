import Addresses
import Glibc
import Subprocess
import SystemPackage

/// Runs the command of an external probe.
enum ExternalCheck {
    /// Until the command ends, or the task is cancelled, which kills its process group.
    static func run(_ probe: ExternalProbe, real: Endpoint) async -> Turn {
        if let shortage { return .done(shortage.finding(.connect)) }
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(probe.command)),
                arguments: Arguments(probe.arguments),
                environment: .custom([
                    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                    "BALLAST_REAL": real.description,
                ]),
                platformOptions: options, input: .none, output: .discarded, error: .discarded)
            // What it started and left behind would pile up, check by check. The number can't be
            // another group's: it is free only once this group is empty, and then it is not used
            // again at once.
            kill(-pid_t(result.processIdentifier.value), SIGKILL)
            if Task.isCancelled { return .done(late) }
            return .done(finding(result.terminationStatus, probe))
        } catch {
            if Task.isCancelled { return .done(late) }
            return .done(
                .inconclusive(.connect, seen: "cannot run \(probe.command): \(reason(probe))"))
        }
    }

    /// What keeps a command from being started: Subprocess traps where the descriptors run out
    /// halfway.
    ///
    /// It opens the null device three times, a pipe for the command's own failure, and a
    /// descriptor of the process.
    private static var shortage: SocketFailure? {
        var descriptors: [Int32] = []
        defer { for descriptor in descriptors { close(descriptor) } }
        for _ in 0..<12 {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return .last }
            descriptors.append(descriptor)
        }
        return nil
    }

    /// Why a command that could not be started can't be.
    private static func reason(_ probe: ExternalProbe) -> String {
        var status = stat()
        guard stat(probe.command, &status) == 0 else { return SocketFailure.last.reason }
        guard status.st_mode & S_IFMT == S_IFREG else { return "it is no regular file" }
        guard access(probe.command, X_OK) == 0 else { return SocketFailure.last.reason }
        return "it is no program that this machine can run (ENOEXEC)"
    }

    private static var late: Finding {
        .failed(.receive, expected: "exit status 0", seen: "nothing in time; killed")
    }

    /// It sleeps in the kernel, as on a dead file server, or has left its process group.
    static var unending: Finding {
        .failed(
            .receive, expected: "exit status 0", seen: "nothing in time; killed, and has not ended")
    }

    private static func finding(_ status: TerminationStatus, _ probe: ExternalProbe) -> Finding {
        switch status {
        case .exited(0): .passed(.match, seen: "exit status 0")
        case .exited(let code) where probe.exitWeights && (2...255).contains(code):
            Finding(
                outcome: .passed, phase: .match, seen: "exit status \(code), weight \(code - 2)",
                weight: Int(code) - 2)
        case .exited(let code):
            .failed(.match, expected: "exit status 0", seen: "exit status \(code)")
        case .signaled(let signal):
            .failed(.match, expected: "exit status 0", seen: "signal \(signal)")
        }
    }
}
