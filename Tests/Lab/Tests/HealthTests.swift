import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    @Suite("Health")
    struct Health {
        /// A service on web1 and web2, port 8090, that falls back to web3.
        private static func service() throws -> Recipe {
            let servers = try (1...2).map {
                Recipe.Server("web\($0)", try at("10.0.1.1\($0)", port: 8090))
            }
            var service = Recipe("web", listen: try at("10.0.0.100"), servers: servers)
            service.scheduler = "rr"
            service.more = """
                    check: {type: negotiate, service: http, interval: 200ms, timeout: 2s}
                    fallback: {address: '10.0.1.13:80', forwarding: masq}
                    drain: {timeout: 1s}

                """
            return service
        }

        private static func server(_ number: Int) throws -> Servers {
            try Servers([.init("web\(number)", try at("10.0.1.1\(number)", port: 8090))])
        }

        /// Who answers 40 requests.
        private static func share(of service: Recipe) throws -> Tally {
            Client().tally(40, to: service.listen, from: Path.masq.clients(40))
        }

        @Test("a server that fails leaves, comes back to its share, and the fallback stands in")
        func failure() throws {
            let balancer = try Balancer()
            let service = try Self.service()
            var first: Servers? = try Self.server(1)
            var second: Servers? = try Self.server(2)
            let daemon = try balancer.control([service], ["--interval", "1"])
            defer { withExtendedLifetime((daemon, first, second)) {} }
            #expect(try Self.share(of: service).servers == ["web1": 20, "web2": 20])

            var without = service
            without.servers[1].state = "drain"
            second = nil
            #expect(try balancer.holds([without], within: 20), "web2 is out")
            #expect(try Self.share(of: service).servers == ["web1": 40], "no request is lost")

            first = nil
            let out = try eventually(within: 20) {
                try Self.share(of: service).servers == ["web3": 40]
            }
            #expect(out, "the fallback answers")

            second = try Self.server(2)
            without.servers[1].state = "online"
            without.servers[0].state = "drain"
            #expect(try balancer.holds([without], within: 40), "web2 is back, the fallback is gone")
            first = try Self.server(1)
            #expect(try balancer.holds([service], within: 20), "web1 is back")
            #expect(try Self.share(of: service).servers == ["web1": 20, "web2": 20])
        }

        /// What of requests was lost, by when they began, and who answered the others, from now on.
        private static func run(
            for time: Duration, to service: Recipe
        ) -> (lost: [Duration], answers: [(begin: Duration, server: String)]) {
            let start = ContinuousClock.now
            var lost: [Duration] = []
            var answers: [(begin: Duration, server: String)] = []
            var begin = Duration.zero
            while begin < time {
                do {
                    answers.append((begin, try Client().ask(service.listen).server))
                } catch {
                    lost.append(begin)
                    // A refusal comes at once, and the balancer needs the processor too.
                    poll(nil, 0, 20)
                }
                begin = ContinuousClock.now - start
            }
            return (lost, answers)
        }

        @Test("no request is lost after a failure should be known; the page and the servers follow")
        func deadline() throws {
            let balancer = try Balancer()
            var service = try Self.service()
            service.more = """
                    check: {type: negotiate, service: http, interval: 200ms, timeout: 2s}
                    fallback: holdingPage
                    drain: {timeout: 1s}

                """
            try balancer.directory.write("<p>back at noon</p>", to: "holding.html")
            try balancer.directory.write(
                Recipe.document([service]) + "holdingPage: {file: holding.html}\n",
                to: "ballast.yaml")
            var first: Servers? = try Self.server(1)
            var second: Servers? = try Self.server(2)
            let daemon = try Daemon(balancer.ballast("run", ["--interval", "60"]))
            defer { withExtendedLifetime((daemon, first, second)) {} }
            #expect(try balancer.holds([service], within: 20), "\(daemon.written)")
            let before = Self.run(for: .seconds(1), to: service)
            #expect(before.lost.isEmpty && Set(before.answers.map(\.server)).count == 2)

            // Interval and timeout of the check, and what this kernel takes for one edit.
            let deadline = Duration.milliseconds(200 + 2_000) + .seconds(2)
            second = nil
            let after = Self.run(for: deadline + .seconds(4), to: service)
            #expect(after.lost.allSatisfy { $0 <= deadline }, "\(after.lost)")
            let late = after.answers.filter { $0.begin > deadline }
            #expect(!late.isEmpty && late.allSatisfy { $0.server == "web1" })

            first = nil
            // Refused, or cut: that is no page.
            func page() -> String {
                let request = "GET / HTTP/1.0\r\n\r\n"
                return (try? Client().connection(to: service.listen).answer(to: request)) ?? ""
            }
            #expect(
                eventually(within: 20) { page().contains("back at noon") }, "\(daemon.written)")
            #expect((0..<20).count { _ in page().contains("back at noon") } == 20)

            first = try Self.server(1)
            second = try Self.server(2)
            #expect(try balancer.holds([service], within: 40), "both are back, the page is gone")
            #expect(try Self.share(of: service).servers == ["web1": 20, "web2": 20])
        }

        @Test("a daemon that starts again does not put a failed server back")
        func restart() throws {
            let balancer = try Balancer()
            let service = try Self.service()
            let first = try Self.server(1)
            var without = service
            without.servers[1].state = "drain"
            try balancer.directory.write(Recipe.document([service]), to: "ballast.yaml")
            let before = try Daemon(balancer.ballast("run"))
            defer { withExtendedLifetime(first) {} }
            #expect(try balancer.holds([without], within: 20))
            try before.end(with: SIGKILL)
            let after = try Daemon(balancer.ballast("run"))
            defer { withExtendedLifetime(after) {} }
            let everBack = try eventually(within: 3) {
                try balancer.table() != Recipe.table([without])
            }
            #expect(!everBack)
        }
    }
}
