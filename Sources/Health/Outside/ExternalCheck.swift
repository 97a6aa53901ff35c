import Addresses
import Files
import Glibc
import Model
import Subprocess
import SystemPackage

/// Runs the command of an external probe.
enum ExternalCheck {
    /// Runs until the command ends.
    ///
    /// Cancelling the task kills the command's process group.
    static func run(_ probe: ExternalProbe, real: Endpoint) async -> Move {
        let permit = await CommandPermits.shared.permit(probe)
        if Task.isCancelled { return .done(late) }
        if let refusal = permit.refusal { return .done(.inconclusive(.connect, seen: refusal)) }
        if let shortage { return .done(shortage.finding(.connect)) }
        do {
            let status = try await status(of: permit.words(probe), for: real)
            if Task.isCancelled { return .done(late) }
            if permit.isChanged,
                let reason = await obstacle(status, probe, permit, for: real)
            {
                return .done(.inconclusive(.connect, seen: reason))
            }
            return .done(finding(status, probe, permit))
        } catch {
            if Task.isCancelled { return .done(late) }
            return .done(
                .inconclusive(.connect, seen: "cannot run \(probe.command): \(reason(probe))"))
        }
    }

    /// Runs a program until it exits, then kills the rest of its process group.
    private static func status(
        of words: [String], for real: Endpoint
    ) async throws -> TerminationStatus {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        let result = try await Subprocess.run(
            .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
            environment: .custom([
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "BALLAST_REAL": real.description,
            ]),
            platformOptions: options, input: .none, output: .discarded, error: .discarded)
        // Child processes of the command would accumulate with each check. The number cannot belong
        // to another group: it is only free once this group is empty, and the kernel does not reuse
        // it at once.
        kill(-pid_t(result.processIdentifier.value), SIGKILL)
        return result.terminationStatus
    }

    /// The reason why the command itself was not started; nil: it was.
    ///
    /// The prefix exits with 126 or 127 if it cannot start the command, and a command may exit with
    /// these numbers too.
    private static func obstacle(
        _ status: TerminationStatus, _ probe: ExternalProbe, _ permit: CommandPermit,
        for real: Endpoint
    ) async -> String? {
        guard status == .exited(126) || status == .exited(127) else { return nil }
        if FileSignature.isBeingWritten(probe.command) {
            return "cannot run \(probe.command): \(busy)"
        }
        let asking = permit.prefix + ["/usr/bin/test", "-x", probe.command]
        // If this test cannot run, the status stays as it is.
        guard let answer = try? await self.status(of: asking, for: real), answer != .exited(0)
        else { return nil }
        return "user \(probe.user) may not run \(probe.command)"
    }

    /// The reason for a program that may change while it runs.
    ///
    /// Source: `execve(2)`.
    private static let busy = "it is open for writing (ETXTBSY)"

    /// The shortage that prevents the start of a command; nil: none.
    ///
    /// Subprocess traps when descriptors run out halfway. It opens the null device three times, a
    /// pipe for the command's own failure, and a descriptor of the process.
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

    /// The reason why a command could not be started.
    private static func reason(_ probe: ExternalProbe) -> String {
        var status = stat()
        guard access("/usr/bin/setpriv", X_OK) == 0 || geteuid() != 0 else {
            return "/usr/bin/setpriv is not installed"
        }
        guard stat(probe.command, &status) == 0 else { return SocketFailure.last.reason }
        guard status.st_mode & S_IFMT == S_IFREG else { return "it is no regular file" }
        guard access(probe.command, X_OK) == 0 else { return SocketFailure.last.reason }
        guard !FileSignature.isBeingWritten(probe.command) else { return busy }
        return "it is no program that this machine can run (ENOEXEC)"
    }

    private static var late: Finding {
        .failed(.receive, expected: "exit status 0", seen: "nothing in time; killed")
    }

    /// The conclusion for a command that sleeps in the kernel, as on a dead file server, or has
    /// left its process group.
    static var unending: Finding {
        .failed(
            .receive, expected: "exit status 0", seen: "nothing in time; killed, and has not ended")
    }

    private static func finding(
        _ status: TerminationStatus, _ probe: ExternalProbe, _ permit: CommandPermit
    ) -> Finding {
        // A command may fail because this user lacks rights.
        let user = permit.isChanged ? " as user \(probe.user)" : ""
        return switch status {
        case .exited(0): .passed(.match, seen: "exit status 0")
        // A shell ends with 126 or 127 for a command that it can't run.
        case .exited(let code)
        where probe.exitWeights && (2...255).contains(code) && code != 126 && code != 127:
            Finding(
                outcome: .passed, phase: .match, seen: "exit status \(code), weight \(code - 2)",
                weight: Int(code) - 2)
        case .exited(let code):
            .failed(.match, expected: "exit status 0", seen: "exit status \(code)\(user)")
        case .signaled(let signal):
            .failed(.match, expected: "exit status 0", seen: "signal \(signal)\(user)")
        }
    }
}
