import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    @Suite("OnFail")
    struct OnFail {
        /// A checked service on web1 and web2, port 8090.
        private static func service(_ onFail: String, datagrams: Bool) throws -> Recipe {
            let servers = try (1...2).map {
                Recipe.Server("web\($0)", try at("10.0.1.1\($0)", port: 8090))
            }
            var service = Recipe("web", listen: try at("10.0.0.100"), servers: servers)
            service.scheduler = "rr"
            service.datagrams = datagrams
            if !datagrams { service.persistence = 300 }
            service.more = """
                    check: {type: \(datagrams ? "udp" : "connect"), interval: 200ms, timeout: 2s}
                    onFail: \(onFail)

                """
            return service
        }

        private static func server(_ number: Int, datagrams: Bool) throws -> Servers {
            try Servers([
                .init(
                    "web\(number)", try at("10.0.1.1\(number)", port: 8090), datagrams: datagrams)
            ])
        }

        /// The service after web1 or web2 has failed, as the kernel has it.
        private static func after(_ failed: String, _ service: Recipe, stays: Bool) -> Recipe {
            var left = service
            for number in left.servers.indices where left.servers[number].name == failed {
                left.servers[number].state = stays ? "drain" : "offline"
            }
            return left
        }

        /// Kills the server that a client has; `ask` is the client's next word.
        private static func check(
            _ balancer: Balancer, _ service: Recipe, moves: Bool, ask: () throws -> Answer
        ) throws {
            let datagrams = service.datagrams
            var servers: [String: Servers] = [:]
            for number in 1...2 {
                servers["web\(number)"] = try server(number, datagrams: datagrams)
            }
            let daemon = try balancer.control([service], ["--interval", "1"])
            defer { withExtendedLifetime((daemon, servers)) {} }
            let first = try ask().server
            #expect(try ask().server == first)

            servers[first] = nil
            let left = after(first, service, stays: !moves)
            #expect(try balancer.holds([left], within: 20), "\(first) is out: \(daemon.written)")
            if moves {
                // A packet may be lost while the connection ends.
                let second = eventually(within: 20) { (try? ask().server) != nil }
                #expect(second)
                #expect(try ask().server != first)
            } else {
                for _ in 0..<3 { #expect((try? ask()) == nil, "it waits for \(first)") }
                servers[first] = try server(first == "web1" ? 1 : 2, datagrams: datagrams)
                #expect(try balancer.holds([service], within: 20))
                let back = eventually(within: 20) { (try? ask().server) == first }
                #expect(back, "it had \(first)")
            }
        }

        @Test(
            "a UDP client that keeps its port moves with expire, and waits with keep",
            arguments: ["expire", "keep"])
        func datagrams(_ onFail: String) throws {
            let balancer = try Balancer()
            let service = try Self.service(onFail, datagrams: true)
            let client = try Client(patience: 1).connection(
                to: service.listen, from: Client.address(7), datagrams: true)
            try Self.check(balancer, service, moves: onFail == "expire") { try client.ask() }
        }

        @Test(
            "a persistent TCP client moves with expire, and waits with keep",
            arguments: ["expire", "keep"])
        func persistent(_ onFail: String) throws {
            let balancer = try Balancer()
            let service = try Self.service(onFail, datagrams: false)
            let client = Client(patience: 1)
            try Self.check(balancer, service, moves: onFail == "expire") {
                try client.ask(service.listen, from: Client.address(7))
            }
        }
    }
}
