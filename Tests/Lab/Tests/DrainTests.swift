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
    }
}
