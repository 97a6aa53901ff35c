import Synchronization

/// A cache of salted passwords, so that repeated checks of a server cost nothing.
///
/// Source: RFC 5802 section 5.1 allows clients to store them.
final class SaltedPasswords: Sendable {
    /// The cache of the process.
    static let shared = SaltedPasswords()
    /// Maximum number of entries; beyond that each new one replaces another.
    private static let limit = 1_024

    /// The input of a salted password.
    struct Recipe: Sendable, Hashable {
        let password: [UInt8]
        let salt: [UInt8]
        let rounds: Int
    }

    private let known = Mutex<[Recipe: [UInt8]]>([:])

    /// The cached password of this recipe, if any.
    subscript(_ recipe: Recipe) -> [UInt8]? { known.withLock { $0[recipe] } }

    /// Computes the password; nil when the library fails.
    func compute(_ recipe: Recipe) -> [UInt8]? {
        if let salted = self[recipe] { return salted }
        guard
            let salted = Hashing.pbkdf2(recipe.password, salt: recipe.salt, rounds: recipe.rounds)
        else { return nil }
        known.withLock {
            if $0.count >= Self.limit, let other = $0.keys.randomElement() { $0[other] = nil }
            $0[recipe] = salted
        }
        return salted
    }
}
