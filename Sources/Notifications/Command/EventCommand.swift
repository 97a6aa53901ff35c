import Files
import Model
import Subprocess
import SystemPackage

/// Runs the document's command for one event.
enum EventCommand {
    /// The time after which a killed command is given up.
    static let grace = Duration.seconds(5)

    /// The function that starts the command; tests replace it.
    typealias Start = @Sendable (Notifications.Command, Event, String) async -> String?

    /// Runs until the command ends.
    ///
    /// The timeout, or cancelling the task, kills its process group.
    ///
    /// A command that cannot be killed, because a device or a file server does not answer, is given
    /// up after ``grace``.
    ///
    /// **Shape:** nil for exit status 0; else the failure, for a log line.
    static func run(
        _ command: Notifications.Command, _ event: Event, host: String,
        stuck: StuckCommands = .all, grace: Duration = Self.grace,
        start: @escaping Start = Self.start
    ) async -> String? {
        let left = stuck.count
        guard left < StuckCommands.limit else {
            return "not run: \(left) before it were killed and are still there"
        }
        let gate = CommandGate()
        let job = Task.detached {
            let problem = await start(command, event, host)
            // The command was given up, and has ended now.
            if !gate.open(.ended(problem)) { stuck.add(-1) }
        }
        let limit = Task.detached {
            // A cancelled sleep means that the command has ended.
            guard (try? await Task.sleep(for: command.timeout)) != nil else { return }
            gate.setLate()
            await kill(job, gate, stuck, grace)
        }
        let ending = await withTaskCancellationHandler {
            await gate.wait()
        } onCancel: {
            Task.detached { await kill(job, gate, stuck, grace) }
        }
        limit.cancel()
        switch ending {
        case .stuck: return "killed, and still there: it waits for the kernel"
        case .ended where gate.isLate: return "killed: it took longer than \(command.timeout)"
        case .ended(let problem): return problem
        }
    }

    /// Kills a command, and gives it up if it is still running after a while.
    private static func kill(
        _ job: Task<Void, Never>, _ gate: CommandGate, _ stuck: StuckCommands, _ grace: Duration
    ) async {
        job.cancel()
        // A cancelled sleep means that the command has ended, and the gate is open.
        try? await Task.sleep(for: grace)
        stuck.add(1)
        if !gate.open(.stuck) { stuck.add(-1) }
    }

    /// Starts the command and waits for its end.
    @Sendable
    static func start(
        _ command: Notifications.Command, _ event: Event, _ host: String
    ) async -> String? {
        if let refusal = TrustedProgram(path: command.path).refusal {
            let remedy = refusal.remedy.map { "; \($0)" } ?? ""
            return "not run: \(refusal.reason)\(remedy)"
        }
        guard hasDescriptors else { return "no descriptors are left to run it" }
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        var words = [command.path, event.kind.rawValue, clean(event.message)]
        do {
            words = try UserAccount.command(as: command.user) + words
        } catch {
            return "not run: \(error)"
        }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
                environment: .custom(environment(event, host)),
                platformOptions: options, input: .none, output: .discarded, error: .discarded)
            switch result.terminationStatus {
            case .exited(0): return nil
            case .exited(let code): return "exit status \(code)\(asUser(command))"
            case .signaled(let signal): return "signal \(signal)"
            }
        } catch {
            return "it can't be run\(asUser(command))"
        }
    }

    /// The user, for a command that may have failed because that user lacks rights.
    private static func asUser(_ command: Notifications.Command) -> String {
        UserAccount.canChange && command.user != "root"
            ? " as user \(command.user) (its rights are those of `user`)" : ""
    }

    /// Whether there are enough descriptors for a command: Subprocess traps when they run out
    /// halfway.
    ///
    /// It opens the null device three times, a pipe for the command's own failure, and a
    /// descriptor of the process.
    private static var hasDescriptors: Bool {
        var descriptors: [FileDescriptor] = []
        // A descriptor that fails to close is closed.
        defer { for descriptor in descriptors { try? descriptor.close() } }
        for _ in 0..<12 {
            // A failure means that no descriptor is left.
            guard
                let descriptor = try? FileDescriptor.open(
                    "/dev/null", .readOnly, options: .closeOnExec)
            else { return false }
            descriptors.append(descriptor)
        }
        return true
    }

    private static func environment(
        _ event: Event, _ host: String
    ) -> [Environment.Key: String] {
        [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "BALLAST_EVENT": event.kind.rawValue,
            "BALLAST_TIME": CivilTime(milliseconds: event.time).timestamp,
            "BALLAST_MESSAGE": clean(event.message),
            "BALLAST_DETAILS": event.details.map(clean).joined(separator: "\n"),
            "BALLAST_NODE": host,
        ]
    }

    /// Removes line ends and NUL, and limits the length to that of a variable.
    private static func clean(_ text: String) -> String {
        String(
            decoding: text.utf8.prefix(4_096).map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 },
            as: UTF8.self)
    }
}
