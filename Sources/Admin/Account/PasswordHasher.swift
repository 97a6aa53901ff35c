import Files
import Model

/// Computes hashes one at a time, on a thread of its own.
///
/// However many sign-ins there are, the memory is that of one hash.
actor PasswordHasher {
    private let executor = QueueExecutor(label: "ballast.passwords")
    private let decoy: PasswordHash?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameter cost: that of the hash for unknown names.
    init(cost: PasswordCost) {
        decoy = Self.decoy(of: cost)
    }

    /// Returns a hash of random bytes, which no password has; nil: no file may demand the cost.
    static func decoy(of cost: PasswordCost) -> PasswordHash? {
        PasswordHash(
            "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)$"
                + random(16) + "$" + random(32))
    }

    /// Whether a password is the one of a hash; without a hash it takes as long, and it is not.
    ///
    /// **Errors:** `HostFailure`.
    func matches(_ password: [UInt8], _ hash: PasswordHash?) throws(HostFailure) -> Bool {
        guard let known = hash ?? decoy else { return false }
        return try known.matches(password) && hash != nil
    }

    /// Computes the hash of a password.
    ///
    /// **Errors:** `HostFailure`.
    func hash(_ password: [UInt8], cost: PasswordCost) throws(HostFailure) -> PasswordHash {
        try PasswordHash(of: password, cost: cost)
    }

    private static func random(_ count: Int) -> String {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        return String(Base64.encoded(bytes).prefix { $0 != "=" })
    }
}
