import Dispatch
import Files

/// Inspects the programs of external checks before each run.
///
/// Each lookup of a program and a user has its own thread: a file system or a user directory that
/// hangs delays only the checks of that program.
actor CommandPermits {
    /// The instance of the process.
    static let shared = CommandPermits()

    private struct Key: Hashable {
        let command: String
        let user: String
    }

    private var waiting: [Key: [CheckedContinuation<CommandPermit, Never>]] = [:]

    /// Returns the permit of a probe's command, from the present state of its file.
    func permit(_ probe: ExternalProbe) async -> CommandPermit {
        let key = Key(command: probe.command, user: probe.user)
        return await withCheckedContinuation { continuation in
            guard waiting[key] == nil else {
                waiting[key]?.append(continuation)
                return
            }
            waiting[key] = [continuation]
            // Serial queues have a thread each.
            DispatchQueue(label: "ballast.permits").async {
                let permit = Self.look(key)
                Task { await self.found(permit, key) }
            }
        }
    }

    private func found(_ permit: CommandPermit, _ key: Key) {
        for continuation in waiting.removeValue(forKey: key) ?? [] {
            continuation.resume(returning: permit)
        }
    }

    private static func look(_ key: Key) -> CommandPermit {
        if let refusal = TrustedProgram(path: key.command).refusal {
            return CommandPermit(refusal: refusal.notRun)
        }
        do throws(UserAccount.Refusal) {
            return CommandPermit(prefix: try UserAccount.command(as: key.user))
        } catch {
            return CommandPermit(refusal: "\(error)")
        }
    }
}

extension FileRefusal {
    /// "cannot run /srv/check: it belongs to user 1000; chown root /srv/check".
    fileprivate var notRun: String {
        "cannot run \(path): \(reason)\(remedy.map { "; \($0)" } ?? "")"
    }
}
