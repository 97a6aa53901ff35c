import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Forwarding")
    struct Forwarding {
        @Test("wrr 1:3 gives each server its share of 400 requests", arguments: Path.allCases)
        func share(path: Path) throws {
            let balancer = try Balancer()
            let service = try path.service(weights: [1, 3])
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            let tally = Client().tally(400, to: service.listen, from: path.clients(400))
            #expect(tally.failed == 0, "\(tally)")
            #expect((98...102).contains(tally["web1"]), "\(tally)")
            #expect((298...302).contains(tally["web2"]), "\(tally)")
        }

        @Test("datagrams are answered from the virtual address", arguments: [Path.masq, .gate])
        func datagrams(path: Path) throws {
            let balancer = try Balancer()
            var service = try path.service()
            service.datagrams = true
            service.scheduler = "rr"
            try balancer.hold([service])
            #expect(try balancer.table() == Recipe.table([service]))

            // A connected socket takes answers from nowhere else.
            let tally = Client().tally(
                100, to: service.listen, from: path.clients(100), datagrams: true)
            #expect(tally.servers == ["web1": 50, "web2": 50], "\(tally)")
        }
    }
}
