import Model
import Synchronization

/// The present failures of the API, for the status.
final class AdminReport: Sendable {
    private let current = Mutex<[HostFailure]>([])

    /// The failures; none: the API is as the document wants.
    var failures: [HostFailure] { current.withLock { $0 } }

    /// Replaces the failures, and returns those that are new.
    func replace(_ failures: [HostFailure]) -> [HostFailure] {
        current.withLock { current in
            defer { current = failures }
            return failures.filter { !current.contains($0) }
        }
    }

    /// Adds the failures to a status.
    func complete(_ status: inout Status) {
        status.health.reasons += failures.map(\.description)
    }
}
