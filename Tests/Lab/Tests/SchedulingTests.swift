import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Scheduling")
    struct Scheduling {
        @Test("sh gives a client the same server each time")
        func sourceHash() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service(weights: [1, 1, 1])
            service.scheduler = "sh"
            service.flag = "sh-fallback"
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            let clients = Path.masq.clients(60)
            let first = try clients.map { try Client().ask(service.listen, from: $0).server }
            for _ in 0..<3 {
                #expect(
                    try clients.map { try Client().ask(service.listen, from: $0).server } == first)
            }
            #expect(Set(first).count == 3, "all servers have clients")
        }

        @Test(
            "twos gives both servers of a service clients, and none is refused",
            .enabled(if: Lab.hasTwoChoices, "this kernel has no ip_vs_twos"))
        func twoChoices() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service(weights: [1, 1])
            service.scheduler = "twos"
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            let tally = Client().tally(200, to: service.listen, from: Path.masq.clients(200))
            #expect(tally.failed == 0, "\(tally)")
            #expect(tally["web1"] > 0 && tally["web2"] > 0, "\(tally)")
        }

        @Test("mh keeps 90 % of the others' clients when one of ten servers leaves")
        func maglev() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.scheduler = "mh"
            // The server that leaves has weight 0 for a while; its clients would be refused.
            service.flag = "mh-fallback"
            service.servers = try (41...50).map { .init("s\($0)", try at("10.0.1.\($0)")) }
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            let clients = Path.masq.clients(400)
            func answers() throws -> [String] {
                try clients.map { "\(try Client().ask(service.listen, from: $0).endpoint)" }
            }
            let before = try answers()
            #expect(Set(before).count == 10, "all servers have clients")
            let gone = service.servers.remove(at: 4)
            try balancer.hold([service])
            let after = try answers()

            #expect(!after.contains("\(gone.endpoint)"))
            let others = zip(before, after).filter { $0.0 != "\(gone.endpoint)" }
            let kept = others.filter { $0.0 == $0.1 }.count
            #expect(kept * 100 >= others.count * 90, "\(kept) of \(others.count) kept")
        }

        @Test("a persistent client keeps its server, others are spread")
        func persistence() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.scheduler = "rr"
            service.persistence = 300
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            let faithful = Client().tally(20, to: service.listen, from: [Client.address(7)])
            #expect(faithful.servers.count == 1, "\(faithful)")
            #expect(faithful.answered == 20, "\(faithful)")
            let others = Client().tally(40, to: service.listen, from: Path.masq.clients(40))
            #expect(others.servers.count == 2, "\(others)")
        }

        @Test("one-packet scheduling spreads the datagrams of one socket")
        func onePacket() throws {
            let balancer = try Balancer()
            var service = try Path.gate.service()
            service.datagrams = true
            service.scheduler = "rr"
            func servers() throws -> Set<String> {
                try balancer.hold([service])
                #expect(try balancer.table() == Recipe.table([service]))
                let socket = try Client().connection(to: service.listen, datagrams: true)
                return Set(try (0..<10).map { _ in try socket.ask().server })
            }
            #expect(try servers().count == 1, "a connection keeps its server")
            service.onePacket = true
            #expect(try servers() == ["web1", "web2"])
        }

        @Test("a firewall mark groups ports into one persistent service")
        func mark() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.mark = 1
            service.scheduler = "rr"
            service.persistence = 300
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            let rule = [
                "PREROUTING", "-d", "\(service.listen.address)", "-p", "tcp", "-m", "multiport",
                "--dports", "80,443", "-j", "MARK", "--set-mark", "1",
            ]
            func filter(_ verb: String) throws {
                try Program(
                    ["iptables-legacy", "-t", "mangle", verb] + rule, on: balancer.host
                ).output()
            }
            try filter("-A")
            defer { _ = try? filter("-D") }
            let secure = try at("\(service.listen.address)", port: 443)
            var servers: Set<String> = []
            for client in Path.masq.clients(20) {
                let plain = try Client().ask(service.listen, from: client)
                #expect(try Client().ask(secure, from: client).server == plain.server)
                servers.insert(plain.server)
            }
            #expect(servers == ["web1", "web2"])
        }
    }
}
