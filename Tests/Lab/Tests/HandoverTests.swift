import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Handover")
    struct Handover {
        /// A service with one checked server.
        private static func service(_ server: String, _ port: UInt16) throws -> Recipe {
            let address = try at("10.0.1.1\(server.dropFirst(3))", port: port)
            var service = Recipe(
                "web", listen: try at("10.0.0.100"), servers: [.init(server, address)])
            service.scheduler = "rr"
            service.more = """
                    check: {type: negotiate, service: http, interval: 200ms, timeout: 2s}
                    drain: {timeout: 1s}

                """
            return service
        }

        /// Saves a document over the one in force.
        private static func save(_ service: Recipe, _ balancer: Balancer) throws {
            try balancer.directory.replace("ballast.yaml", with: Recipe.document([service]))
        }

        /// Sends rounds of requests until a server answers a whole round.
        ///
        /// - Returns: the sum of all rounds.
        private static func ask(
            _ service: Recipe, until server: String? = nil, rounds: Int
        ) throws -> [Tally] {
            var tallies: [Tally] = []
            _ = eventually(within: 60) {
                let clients = Path.masq.clients(20)
                tallies.append(Client().tally(20, to: service.listen, from: clients))
                return tallies.count >= rounds
                    && (server == nil || tallies.last?.servers == [server ?? "": 20])
            }
            return tallies
        }

        @Test(
            "an edit that replaces every server refuses no client, with a wrong port or a right one"
        )
        func blueGreen() throws {
            let balancer = try Balancer()
            let (blue, green) = (try Self.service("web1", 8090), try Self.service("web2", 8091))
            let wrong = try Self.service("web2", 8099)
            let first = try Servers([.init("web1", try at("10.0.1.11", port: 8090))])
            let daemon = try balancer.control([blue], ["--interval", "1"])
            defer { withExtendedLifetime((daemon, first)) {} }
            let before = try Self.ask(blue, until: "web1", rounds: 1)
            #expect(before.last?.servers == ["web1": 20], "\(daemon.written)")

            // Green is not there yet; then it is named at a port where it never is.
            var expected = blue.servers
            for edit in [green, wrong] {
                try Self.save(edit, balancer)
                var held = blue
                var awaited = edit.servers[0]
                awaited.weight = 0
                expected = blue.servers + [awaited]
                held.servers = expected
                #expect(try balancer.holds([held], within: 30), "\(daemon.written)")
                let during = try Self.ask(blue, rounds: 5)
                #expect(during.allSatisfy { $0.servers == ["web1": 20] }, "\(during)")
            }
            try Self.save(green, balancer)
            let second = try Servers([.init("web2", try at("10.0.1.12", port: 8091))])
            defer { withExtendedLifetime(second) {} }
            let after = try Self.ask(blue, until: "web2", rounds: 1)
            #expect(after.last?.servers == ["web2": 20], "\(daemon.written)")
            #expect(after.allSatisfy { $0.failed == 0 }, "\(after)")
            #expect(try balancer.holds([green], within: 30), "\(daemon.written)")
        }
    }
}
