import Files
import Model
import Subprocess
import SystemPackage

/// A program of the system that answers a question: bounded in time and output, in no locale.
struct BoundedProgram: Sendable {
    /// The path.
    let path: String
    /// The time limit.
    var limit = Duration.seconds(5)
    /// The most bytes of its output.
    var output = 1 << 20

    /// Runs the program, and returns its output.
    ///
    /// **Errors:** `HostFailure`: it can't be run, fails, or does not end in time.
    func run(_ words: [String]) async throws -> String {
        let (path, limit, output) = (path, limit, output)
        return try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .path(FilePath(path)), arguments: Arguments(words),
                    environment: .custom(["LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]),
                    input: .none, output: .bytes(limit: output), error: .string(limit: 4096))
                guard result.terminationStatus.isSuccess else {
                    let reason = result.standardError.clean
                    throw HostFailure(
                        operation: "run \(path)",
                        reason: reason.isEmpty ? "\(result.terminationStatus)" : reason)
                }
                return String(decoding: result.standardOutput, as: UTF8.self)
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            // A cancelled run is killed.
            defer { group.cancelAll() }
            guard let text = try await group.next() ?? nil else {
                throw HostFailure(operation: "run \(path)", reason: "it has not ended in \(limit)")
            }
            return text
        }
    }
}
