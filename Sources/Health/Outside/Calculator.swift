import Dispatch
import Synchronization

/// The one thread for work that takes long: a server may ask for much of it.
///
/// One piece after the other, so that no number of servers takes more than one processor. A check
/// has one piece at most, so the line is no longer than the checks in flight.
enum Calculator {
    private static let queue = DispatchQueue(label: "ballast.calculator", qos: .utility)

    /// Does the work, and gives its result to the second.
    static func run(
        _ work: @escaping @Sendable () -> [UInt8]?, then: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        queue.async { then(work()) }
    }
}

/// Salted passwords that were computed, so that a server is asked again at no cost.
///
/// Source: RFC 5802 section 5.1 lets a client keep them.
final class SaltedPasswords: Sendable {
    /// The process has one set of them.
    static let shared = SaltedPasswords()
    /// Entries, at most; beyond that one goes for each that comes.
    private static let limit = 1_024

    /// What one is made of.
    struct Recipe: Sendable, Hashable {
        let password: [UInt8]
        let salt: [UInt8]
        let rounds: Int
    }

    private let known = Mutex<[Recipe: [UInt8]]>([:])

    /// The one of this recipe, if it was computed.
    subscript(_ recipe: Recipe) -> [UInt8]? { known.withLock { $0[recipe] } }

    /// Computes it; nil where the library refuses.
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
