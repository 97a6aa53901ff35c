import Glibc
import Seeds
import Testing

/// Random numbers that a seed brings back, and what is drawn with them.
struct Dice: RandomNumberGenerator {
    private var numbers: SeededNumbers

    init(seed: UInt64) {
        numbers = SeededNumbers(seed: seed)
    }

    mutating func next() -> UInt64 { numbers.next() }

    /// True this often in a hundred.
    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &self)
    }

    /// One of them.
    ///
    /// Callers give at least one.
    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self)]
    }

    /// Each of them this often in a hundred.
    mutating func some<Value>(_ values: [Value], _ percent: Int) -> [Value] {
        values.filter { _ in chance(percent) }
    }
}

/// Seeds of the properties: 1,000 from 1, or from the environment's `BALLAST_SEED`.
enum Seeds {
    static let count: UInt64 = 1000

    static var all: Range<UInt64> {
        let text = getenv("BALLAST_SEED").map { String(cString: $0) } ?? ""
        let first = UInt64(text) ?? 1
        return first..<first + count
    }

    /// Runs a property for each seed and names the first seed that fails.
    static func forAll(_ property: (inout Dice) throws -> Void) throws {
        for seed in all {
            var dice = Dice(seed: seed)
            do {
                try property(&dice)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
    }
}

/// What a property found to be otherwise.
struct Breach: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Fails the property with this sentence unless the condition holds.
func claim(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
    if !condition { throw Breach(sentence()) }
}
