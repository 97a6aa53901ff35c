import Addresses
import Subprocess
import SystemPackage

/// Runs the command of an external probe.
enum ExternalCheck {
    /// Until the command ends, or the task is cancelled, which kills its process group.
    static func run(_ probe: ExternalProbe, real: Endpoint) async -> Turn {
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
            if Task.isCancelled { return .done(late) }
            return .done(finding(result.terminationStatus, probe))
        } catch {
            if Task.isCancelled { return .done(late) }
            return .done(
                .inconclusive(.connect, seen: "the command can't be run: \(probe.command)"))
        }
    }

    private static var late: Finding {
        .failed(.receive, expected: "exit status 0", seen: "nothing in time; killed")
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
