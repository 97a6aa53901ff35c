import Glibc
import LabSupport
import Seeds
import Testing

extension InLab {
    /// Two balancers with failover, connection sync and replication, to which random events happen.
    ///
    /// `BALLAST_EVENTS` is the number of events, `BALLAST_SEED` their seed. Without them there are
    /// 15 events, always the same ones; 500 take some 8 minutes.
    @Suite("Chaos")
    struct Chaos {
        private static func number(_ name: String) -> Int? {
            getenv(name).flatMap { Int(String(cString: $0)) }
        }

        @Test("after random events both nodes have one document, one table and one address")
        func events() throws {
            let events = Self.number("BALLAST_EVENTS")
            let seed =
                Self.number("BALLAST_SEED")
                ?? (events == nil ? 1 : Int.random(in: 0..<1_000_000))
            let count = events ?? 15
            var pair = try ChaosPair(seed: seed)
            for number in 0..<count { try pair.happen(number) }
            print("chaos: seed \(seed), \(pair.summary)")
            let difference = try pair.settle()
            #expect(difference == nil, "seed \(seed)\n\(difference ?? "")\n\(pair.history)")
        }
    }
}
