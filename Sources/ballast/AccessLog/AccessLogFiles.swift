import Files
import FoundationEssentials
import Glibc
import HAProxy
import Model

/// The files by which the controller and the writer of the access log work together, in HAProxy's
/// folder.
struct AccessLogFiles: Sendable {
    /// The folder.
    let folder: String

    /// The pipe that HAProxy writes to.
    var pipe: String { WorkerSettings(folder: folder).logPipe }
    /// The targets, by HAProxy's names of them.
    var targets: String { "\(folder)/access.targets" }
    /// What became of the lines.
    var status: String { "\(folder)/access.status" }
    /// Which process the writer is.
    var writer: String { "\(folder)/access.writer" }
    /// Locked by the writer.
    var lock: String { "\(folder)/access.lock" }
    /// What the writer says on its standard error.
    var output: String { "\(folder)/access.output" }

    /// Targets that are kept, beside those that are wanted now, for workers of earlier documents.
    private static let mostTargets = 256

    /// The targets by their names; none where there is no file, or another program's.
    func knownTargets() -> [String: AccessLog.Target] {
        (decoded(targets) as [String: String]?)?.compactMapValues { AccessLog.Target($0) } ?? [:]
    }

    /// Adds targets.
    ///
    /// **Errors:** `HostFailure` when the file can't be written.
    func add(_ wanted: Set<AccessLog.Target>) throws {
        let known = knownTargets()
        var all = known.count > Self.mostTargets ? [:] : known
        for target in wanted { all[accessLogName(of: target)] = target }
        guard all != known else { return }
        try writeAtomically(
            Array(try compactJSON(all.mapValues { "\($0)" }).utf8), to: targets)
    }

    /// What the writer said last; nil: nothing yet.
    func lastStatus() -> AccessLogStatus? { decoded(status) }

    private func decoded<Value: Decodable>(_ path: String) -> Value? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        // Written all or nothing by the same program: one that can't be read is as good as none.
        return try? JSONDecoder().decode(Value.self, from: Data(bytes[..<count]))
    }
}
