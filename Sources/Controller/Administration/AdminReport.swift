import Model
import Synchronization

/// The present failures of the API and of its accounts, for the status.
final class AdminReport: Sendable {
    private let current = Mutex<[String]>([])

    /// Replaces the failures, a sentence each, and returns those that are new.
    func replace(_ failures: [String]) -> [String] {
        current.withLock { current in
            defer { current = failures }
            return failures.filter { !current.contains($0) }
        }
    }

    /// Adds the failures to a status.
    func complete(_ status: inout Status) {
        status.health.reasons += current.withLock { $0 }
    }
}
