import Glibc
import LabSupport
import Seeds
import Testing

extension InLab {
    @Suite("Crashes")
    struct Crashes {
        @Test("after kill -9 at any moment of an apply, the next one converges")
        func kill() throws {
            let balancer = try Balancer()
            let documents = try (0..<2).map { turn in
                try (0..<8).map { try service(number: $0, turn: turn) }
            }
            let clock = ContinuousClock()
            let whole = try clock.measure { try balancer.hold(documents[1]) }
            let microseconds =
                whole.components.seconds * 1_000_000
                + whole.components.attoseconds / 1_000_000_000_000
            let seed = UInt64.random(in: 0 ... .max)
            var dice = SeededNumbers(seed: seed)
            var interrupted = 0
            for round in 0..<200 {
                let recipes = documents[round % 2]
                try balancer.directory.write(Recipe.document(recipes), to: "ballast.yaml")
                let victim = try Daemon(balancer.ballast("apply"))
                usleep(UInt32.random(in: 0...UInt32(microseconds), using: &dice))
                if victim.isRunning { interrupted += 1 }
                try victim.end(with: SIGKILL)
                try balancer.ballast("apply").output()
                try #require(
                    try balancer.table() == Recipe.table(recipes), "round \(round), seed \(seed)")
            }
            #expect(interrupted > 50, "the moments lie within the apply: \(interrupted) of 200")
        }

        /// A service that differs between the two documents: servers come and go, weights change.
        private func service(number: Int, turn: Int) throws -> Recipe {
            var service = Recipe(
                "s\(number)", listen: try at("10.0.0.100", port: UInt16(8000 + number)),
                servers: [])
            service.scheduler = turn == 0 ? "wrr" : "wlc"
            service.servers = try (0..<4).filter { $0 != number % 4 || turn == 0 }.map {
                .init("r\($0)", try at("10.0.1.\(41 + $0)"), weight: 1 + turn * $0)
            }
            if turn == 1 { service.listen = try at("10.0.0.100", port: UInt16(8001 + number)) }
            return service
        }
    }
}
