import Files
import Model
import Subprocess
import SystemPackage

/// Runs the program of the document for one event.
enum EventCommand {
    /// How long a killed command may take to be gone.
    static let grace = Duration.seconds(5)

    /// What is started; a test starts something else.
    typealias Start = @Sendable (Notifications.Command, Event, String) async -> String?

    /// Until it ends; at its timeout, or when the task is cancelled, its process group is killed.
    ///
    /// One that can't be killed, because a device or a file server does not answer, is left alone
    /// after ``grace``.
    ///
    /// **Shape:** nil when it ended with status 0; else what was wrong, for a log line.
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
            // It was given up, and is gone now.
            if !gate.open(.ended(problem)) { stuck.add(-1) }
        }
        let limit = Task.detached {
            // Cancelled: the command has ended.
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

    /// Kills a command, and gives it up when it is still there after a while.
    private static func kill(
        _ job: Task<Void, Never>, _ gate: CommandGate, _ stuck: StuckCommands, _ grace: Duration
    ) async {
        job.cancel()
        // Cancelled: the command has ended, and the gate is open.
        try? await Task.sleep(for: grace)
        stuck.add(1)
        if !gate.open(.stuck) { stuck.add(-1) }
    }

    /// Starts it and waits for its end.
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

    /// The user, where a command may have failed because that user has no rights.
    private static func asUser(_ command: Notifications.Command) -> String {
        UserAccount.canChange && command.user != "root"
            ? " as user \(command.user) (its rights are those of `user`)" : ""
    }

    /// Whether there are enough for a command: Subprocess traps where they run out halfway.
    ///
    /// It opens the null device three times, a pipe for the command's own failure, and a
    /// descriptor of the process.
    private static var hasDescriptors: Bool {
        var descriptors: [FileDescriptor] = []
        // What can't be closed is closed.
        defer { for descriptor in descriptors { try? descriptor.close() } }
        for _ in 0..<12 {
            // Refused: there is none left.
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

    /// Without line ends and NUL, within what a variable may hold.
    private static func clean(_ text: String) -> String {
        String(
            decoding: text.utf8.prefix(4_096).map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 },
            as: UTF8.self)
    }
}
