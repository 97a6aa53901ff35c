import Subprocess
import SystemPackage

/// The supervisor of the program that watches the document.
///
/// It restarts the program after a delay that doubles. Meanwhile the periodic pass reads the
/// document, so a change is only delayed.
public struct Watcher: Sendable {
    private let program: String
    private let paths: [String]
    private let changed: @Sendable () async -> Void
    private let ended: @Sendable (String) async -> Void

    /// The first delay of a restart.
    private static let firstWait = Duration.milliseconds(200)
    /// The longest delay.
    private static let longestWait = Duration.seconds(30)
    /// The lifetime that resets the delay.
    private static let goodLife = Duration.seconds(10)

    /// A watcher of these files.
    ///
    /// - Parameters:
    ///   - program: path of `ballast-watch`.
    ///   - paths: absolute paths.
    ///   - changed: called for each change.
    ///   - ended: called with the reason when the program has ended.
    public init(
        program: String, paths: [String], changed: @escaping @Sendable () async -> Void,
        ended: @escaping @Sendable (String) async -> Void
    ) {
        self.program = program
        self.paths = paths
        self.changed = changed
        self.ended = ended
    }

    /// Runs until cancellation, then ends the program.
    public func run() async {
        var wait = Self.firstWait
        while !Task.isCancelled {
            let begin = ContinuousClock.now
            let reason = await watch()
            if Task.isCancelled { break }
            await ended(reason)
            if ContinuousClock.now - begin > Self.goodLife { wait = Self.firstWait }
            // Cancelled: the loop ends.
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, Self.longestWait)
        }
    }

    private func watch() async -> String {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(paths), input: .none,
                output: .sequence, error: .currentStandardError
            ) { execution in
                for try await _ in execution.standardOutput.strings() { await changed() }
            }
            return "ballast-watch ended: \(result.terminationStatus)"
        } catch {
            return "ballast-watch can't be run: \(error)"
        }
    }
}
