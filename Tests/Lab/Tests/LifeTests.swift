import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    @Suite("The daemon's life")
    struct Life {
        private func foreignService(on balancer: Balancer) throws -> [String] {
            let lines = ["-A -t 192.0.2.1:25 -s rr", "-a -t 192.0.2.1:25 -r 192.0.2.2:25 -g -w 7"]
            try Program(["ipvsadm", "-R"], on: balancer.host)
                .output(input: lines.joined(separator: "\n") + "\n")
            return lines
        }

        @Test("SIGTERM leaves table, address and traffic as they are")
        func stop() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service(weights: [1, 3])
            let daemon = try balancer.control([service])
            #expect(Client().tally(4, to: service.listen).answered == 4)
            #expect(try daemon.end() == 0)
            #expect(try balancer.table() == Recipe.table([service]))
            #expect(Client().tally(4, to: service.listen).answered == 4)
        }

        @Test("with --clean it takes away what is ours and nothing else")
        func clean() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service(weights: [1, 3])
            let daemon = try balancer.control([service], ["--clean"])
            let foreign = try foreignService(on: balancer)
            let address = "\(service.listen.address)/32"
            #expect(
                try Witness.addresses(of: "eth0", on: balancer.host).contains(address))
            #expect(try daemon.end() == 0)
            #expect(try balancer.table() == foreign)
            let addresses = try Witness.addresses(of: "eth0", on: balancer.host)
            #expect(!addresses.contains(address) && addresses.contains("10.0.0.21/24"))
        }

        @Test("services of others are left alone, whatever the document becomes")
        func foreign() throws {
            let balancer = try Balancer()
            let foreign = try foreignService(on: balancer)
            let service = try Path.masq.service()
            try balancer.hold([service])
            #expect(try balancer.table() == (Recipe.table([service]) + foreign).sorted())
            try balancer.directory.write("version: 1\nservices: []\n", to: "ballast.yaml")
            try balancer.ballast("apply").output()
            #expect(try balancer.table() == foreign)
        }

        @Test("a second instance refuses to start, and the first goes on")
        func second() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service()
            let first = try balancer.control([service])
            let second = try Daemon(balancer.ballast("run"))
            #expect(try second.status(within: 10) == 1)
            #expect(!second.written.isEmpty, "it says why")
            #expect(first.isRunning)
        }

        @Test("with --no-addresses no address is touched")
        func noAddresses() throws {
            let balancer = try Balancer()
            let before = try Witness.addresses(of: "eth0", on: balancer.host)
            let service = try Path.masq.service()
            try balancer.directory.write(Recipe.document([service]), to: "ballast.yaml")
            try balancer.ballast("apply", ["--no-addresses"]).output()
            #expect(try balancer.table() == Recipe.table([service]))
            #expect(try Witness.addresses(of: "eth0", on: balancer.host) == before)
        }

        @Test(
            "an address that moves is announced: clients find it at once",
            arguments: [Path.gate, .gateSix])
        func announcement(path: Path) throws {
            let (old, new) = (try Balancer("lb1"), try Balancer("lb2"))
            defer { _ = try? Balancer("lb2") }
            let service = try path.service()
            try old.hold([service])
            #expect(Client().tally(4, to: service.listen).answered == 4)
            // As if it had died: the address is gone from it, and nobody was told.
            try Program(
                [
                    "ip", "address", "flush", "dev", "eth0", "to",
                    "\(service.listen.address)",
                ], on: old.host
            ).output()
            try new.hold([service])
            let client = Client(patience: 2)
            #expect(client.tally(4, to: service.listen).answered == 4)
        }
    }
}
