import Model
import Synchronization

@testable import Admin

/// A clock that a test sets.
final class TestClock: Sendable {
    private let seconds = Mutex<Int64>(1_000_000)

    func advance(_ more: Int64) { seconds.withLock { $0 += more } }

    var now: Moment { Moment(milliseconds: seconds.withLock { $0 } * 1000) }

    /// Settings with this clock and cheap hashes.
    var settings: AccountSettings {
        var settings = AccountSettings()
        settings.cost = .cheap
        settings.boot = { self.now }
        settings.wall = { self.now.milliseconds }
        return settings
    }
}

extension PasswordCost {
    /// The least memory that Argon2 allows.
    static let cheap = PasswordCost(memory: 8, passes: 1)
}

/// A password that the rule accepts.
let goodPassword = "correct horse battery"

extension PasswordHash {
    /// A cheap hash.
    static func cheap(_ password: String = goodPassword) throws -> PasswordHash {
        try PasswordHash(of: Array(password.utf8), cost: .cheap)
    }
}
