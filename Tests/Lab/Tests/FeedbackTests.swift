import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    @Suite("Feedback")
    struct Feedback {
        /// A service on web1 and web2, port 8090, of weight 10 each, whose agents are asked often.
        private static func service(_ first: Int = 10, _ second: Int = 10) throws -> Recipe {
            let servers = try [first, second].enumerated().map { number, weight in
                Recipe.Server(
                    "web\(number + 1)", try at("10.0.1.1\(number + 1)", port: 8090), weight: weight)
            }
            var service = Recipe("web", listen: try at("10.0.0.100"), servers: servers)
            service.more = """
                    feedback:
                      {interval: 200ms, timeout: 2s, smoothing: 0%, minimumStep: 0%, hold: 5}

                """
            return service
        }

        /// An agent of a server, which says the number that is in a file.
        private static func agent(
            _ number: Int, _ balancer: Balancer, _ more: [String] = []
        ) throws -> Daemon {
            let file = "\(balancer.directory.path)/idle\(number)"
            let command = "read n < \(file) && echo $n"
            return try Daemon(
                Program(
                    [
                        Lab.agent, "--no-processor", "--command", command, "--interval", "0.3",
                        "--timeout", "5",
                    ] + more, on: "web\(number)"))
        }

        private static func servers() throws -> Servers {
            try Servers(
                (1...2).map { .init("web\($0)", try at("10.0.1.1\($0)", port: 8090)) })
        }

        @Test("a busy server's share shrinks; a dead agent is held, then neutral; nobody is down")
        func share() throws {
            let balancer = try Balancer()
            let servers = try Self.servers()
            try balancer.directory.write("90\n", to: "idle1")
            try balancer.directory.write("90\n", to: "idle2")
            let first = try Self.agent(1, balancer)
            let second = try Self.agent(2, balancer)
            try balancer.directory.write(Recipe.document([Self.service()]), to: "ballast.yaml")
            let daemon = try Daemon(balancer.ballast("run", ["--interval", "60"]))
            defer { withExtendedLifetime((daemon, servers, first, second)) {} }
            #expect(try balancer.holds([Self.service(90, 90)], within: 30), "both are idle")

            try balancer.directory.write("10\n", to: "idle2")
            let busy = try Self.service(90, 10)
            #expect(try balancer.holds([busy], within: 30), "web2 is busy")
            let tally = Client().tally(100, to: busy.listen, from: Path.masq.clients(100))
            #expect(tally.servers == ["web1": 90, "web2": 10])

            try second.end(with: SIGKILL)
            // Five polls of 200 ms hold it; then it is as idle as its sibling.
            #expect(try balancer.table() == Recipe.table([busy]), "held")
            var tables: Set<[String]> = []
            let neutral = Recipe.table([try Self.service(90, 90)])
            let isNeutral = try eventually(within: 30) {
                let table = try balancer.table()
                tables.insert(table)
                return table == neutral
            }
            #expect(isNeutral, "neutral")
            #expect(tables.isSubset(of: [Recipe.table([busy]), neutral]), "nobody was down")

            try first.end(with: SIGKILL)
            #expect(
                try balancer.holds([Self.service(100, 100)], within: 30), "nobody says anything")
            let status = try balancer.ballast("status", ["-v"]).output()
            #expect(status.contains("-/-/-") && status.contains("its agent did not answer"))
        }

        @Test("a maintenance file at the server drains it, and a restart does not forget that")
        func drain() throws {
            let balancer = try Balancer()
            let servers = try Self.servers()
            try balancer.directory.write("50\n", to: "idle1")
            try balancer.directory.write("50\n", to: "idle2")
            let file = "\(balancer.directory.path)/drain"
            let first = try Self.agent(1, balancer)
            let second = try Self.agent(2, balancer, ["--drain", file, "--percent"])
            try balancer.directory.write(Recipe.document([Self.service()]), to: "ballast.yaml")
            let before = try Daemon(balancer.ballast("run", ["--interval", "60"]))
            defer { withExtendedLifetime((servers, first)) {} }
            #expect(try balancer.holds([Self.service(50, 50)], within: 30))

            try balancer.directory.write("", to: "drain")
            let drained = try Self.service(50, 0)
            #expect(try balancer.holds([drained], within: 30))
            try before.end()
            let after = try Daemon(balancer.ballast("run", ["--interval", "1"]))
            #expect(
                try !eventually(within: 4) { try balancer.table() != Recipe.table([drained]) },
                "its agent alone undoes it")
            unlink(file)
            defer { withExtendedLifetime((after, second)) {} }
            #expect(try balancer.holds([Self.service(50, 50)], within: 30))
        }
    }
}
