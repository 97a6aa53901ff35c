import Glibc
import LabSupport
import Seeds
import Testing

extension InLab {
    /// Two balancers with failover, connection sync and replication, to which random events happen.
    ///
    /// `BALLAST_EVENTS` is the number of events, `BALLAST_SEED` their seed. Without a number the
    /// suite is skipped, because it takes minutes.
    @Suite("Chaos", .enabled(if: getenv("BALLAST_EVENTS") != nil, "BALLAST_EVENTS=500"))
    struct Chaos {
        private static func number(_ name: String) -> Int? {
            getenv(name).flatMap { Int(String(cString: $0)) }
        }

        @Test("after random events both nodes have one document, one table and one address")
        func events() throws {
            let seed = Self.number("BALLAST_SEED") ?? Int.random(in: 0..<1_000_000)
            let count = Self.number("BALLAST_EVENTS") ?? 0
            var pair = try ChaosPair(seed: seed)
            for number in 0..<count { try pair.happen(number) }
            print("chaos: seed \(seed), \(pair.summary)")
            let difference = try pair.settle()
            #expect(difference == nil, "seed \(seed)\n\(difference ?? "")\n\(pair.history)")
        }
    }
}
