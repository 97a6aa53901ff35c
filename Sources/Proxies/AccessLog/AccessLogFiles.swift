import Files
import FoundationEssentials
import Glibc
import HAProxy
import Model

/// The files that the controller and the writer of access logs share, in HAProxy's folder.
struct AccessLogFiles: Sendable {
    /// The folder.
    let folder: String

    /// The pipe to which HAProxy writes.
    var pipe: String { WorkerSettings(folder: folder).logPipe }
    /// The targets, by HAProxy's names of them.
    var targets: String { "\(folder)/access.targets" }
    /// The counts of written and lost lines.
    var status: String { "\(folder)/access.status" }
    /// The identity of the writer's process.
    var writer: String { "\(folder)/access.writer" }
    /// The file that the writer locks.
    var lock: String { "\(folder)/access.lock" }
    /// The writer's standard error.
    var output: String { "\(folder)/access.output" }

    /// The most targets that are kept for workers of earlier documents.
    private static let mostTargets = 256

    /// Returns the targets by name; none without a readable file.
    func knownTargets() -> [String: AccessLog.Target] {
        (decoded(targets) as [String: String]?)?.compactMapValues { AccessLog.Target($0) } ?? [:]
    }

    /// Adds targets.
    ///
    /// **Errors:** `HostFailure` if the file can't be written.
    func add(_ wanted: Set<AccessLog.Target>) throws {
        let known = knownTargets()
        var all = known.count > Self.mostTargets ? [:] : known
        for target in wanted { all[accessLogName(of: target)] = target }
        guard all != known else { return }
        try writeAtomically(
            Array(try compactJSON(all.mapValues { "\($0)" }).utf8), to: targets)
    }

    /// Returns the writer's latest status; nil: none yet.
    func lastStatus() -> AccessLogStatus? { decoded(status) }

    private func decoded<Value: Decodable>(_ path: String) -> Value? {
        // The same program replaces the file atomically, so an unreadable one counts as missing.
        readText(path, limit: 1 << 20).flatMap {
            try? JSONDecoder().decode(Value.self, from: Data($0.utf8))
        }
    }
}
