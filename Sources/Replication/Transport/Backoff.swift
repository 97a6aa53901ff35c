/// The waits between failed attempts: doubled from 1 s to 30 s, each shortened by up to a half at
/// random, so that nodes do not act in step.
struct Backoff: Sendable {
    private var longest = Duration.seconds(1)

    private static let limit = Duration.seconds(30)

    /// Returns the next wait.
    mutating func next() -> Duration {
        var random = SystemRandomNumberGenerator()
        return next(using: &random)
    }

    /// Returns the next wait with these random numbers.
    mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let wait = longest * Double.random(in: 0.5...1, using: &random)
        longest = min(longest * 2, Self.limit)
        return wait
    }
}
