import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Drain")
    struct Drain {
        @Test("a drained server keeps its open connections and gets no new ones")
        func drain() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.scheduler = "rr"
            try balancer.hold([service])

            let open = try Path.masq.clients(10).map {
                try Client().connection(to: service.listen, from: $0)
            }
            let before = try open.map { try $0.ask().server }
            #expect(Set(before) == ["web1", "web2"])
            service.servers[0].state = "drain"
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            #expect(try open.map { try $0.ask().server } == before, "no connection is lost")
            let new = Client().tally(40, to: service.listen, from: Path.masq.clients(40))
            #expect(new.servers == ["web2": 40], "\(new)")
            #expect(try open.map { try $0.ask().server } == before, "no connection is lost")
        }

        @Test("a server that left the document goes when its last connection has ended")
        func leave() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.scheduler = "rr"
            let daemon = try balancer.control([service], ["--interval", "1"])
            defer { withExtendedLifetime(daemon) {} }
            let open = try Path.masq.clients(2).map {
                try Client().connection(to: service.listen, from: $0)
            }
            let before = try open.map { try $0.ask().server }
            #expect(Set(before) == ["web1", "web2"])

            var without = service
            without.servers.removeFirst()
            var draining = service
            draining.servers[0].state = "drain"
            try balancer.directory.write(Recipe.document([without]), to: "ballast.yaml")
            #expect(try balancer.holds([draining]), "it stays, with weight 0")
            #expect(try open.map { try $0.ask().server } == before, "no connection is lost")
            try open.forEach { try $0.reset() }
            #expect(try balancer.holds([without], within: 40), "it goes")
        }
    }
}
