import Model
import Subprocess
import SystemPackage

/// Runs the program of the document for one event.
enum EventCommand {
    /// Until it ends; at its timeout, or when the task is cancelled, its process group is killed.
    ///
    /// **Shape:** nil when it ended with status 0; else what was wrong, for a log line.
    static func run(
        _ command: Notifications.Command, _ event: Event, host: String
    ) async -> String? {
        await withTaskGroup(of: Ending.self) { group in
            group.addTask { await start(command, event, host) }
            group.addTask {
                // Cancelled: the command has ended.
                guard (try? await Task.sleep(for: command.timeout)) != nil else { return .waited }
                return .late
            }
            var first = await group.next() ?? .waited
            group.cancelAll()
            // The child is gone when its task has returned.
            for await other in group where first == .waited { first = other }
            switch first {
            case .ended(let problem): return problem
            case .late: return "killed: it took longer than \(command.timeout)"
            case .waited: return nil
            }
        }
    }

    private enum Ending: Equatable {
        case ended(String?)
        case late, waited
    }

    private static func start(
        _ command: Notifications.Command, _ event: Event, _ host: String
    ) async -> Ending {
        guard hasDescriptors else { return .ended("no descriptors are left to run it") }
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(command.path)),
                arguments: Arguments([event.kind.rawValue, clean(event.message)]),
                environment: .custom(environment(event, host)),
                platformOptions: options, input: .none, output: .discarded, error: .discarded)
            switch result.terminationStatus {
            case .exited(0): return .ended(nil)
            case .exited(let code): return .ended("exit status \(code)")
            case .signaled(let signal): return .ended("signal \(signal)")
            }
        } catch {
            return .ended("it can't be run")
        }
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
