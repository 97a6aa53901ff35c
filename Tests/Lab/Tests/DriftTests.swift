import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    /// What somebody does behind the controller's back, on a service with two servers.
    enum Meddling: String, CaseIterable, CustomTestStringConvertible {
        case serverRemoved = "-d -t VIP -r WEB1"
        case serverEdited = "-e -t VIP -r WEB1 -m -w 9"
        case serverAdded = "-a -t VIP -r 10.0.1.13:80 -m -w 5"
        case serviceRemoved = "-D -t VIP"
        case serviceEdited = "-E -t VIP -s lc"
        case everythingRemoved = "-C"

        var testDescription: String { "ipvsadm \(rawValue)" }

        func program(on service: Recipe) -> Program {
            let words = rawValue.split(separator: " ").map { word in
                switch word {
                case "VIP": "\(service.listen)"
                case "WEB1": "\(service.servers[0].endpoint)"
                default: String(word)
                }
            }
            return Program(["ipvsadm"] + words, on: "lb1")
        }
    }

    @Suite("Drift")
    struct Drift {
        @Test("what ipvsadm changes is put right", arguments: Meddling.allCases)
        func heal(meddling: Meddling) throws {
            let balancer = try Balancer()
            let service = try Path.masq.service(weights: [1, 3])
            let daemon = try balancer.control([service], ["--interval", "1"])
            try meddling.program(on: service).output()
            #expect(try balancer.holds([service]))
            #expect(Client().tally(4, to: service.listen).answered == 4)
            #expect(
                eventually(within: 10) { daemon.written.contains("drift") },
                "the log says what had changed:\n\(daemon.written)")
        }

        @Test("an address that is taken away is put back")
        func address() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service()
            let daemon = try balancer.control([service], ["--interval", "1"])
            defer { withExtendedLifetime(daemon) {} }
            let address = "\(service.listen.address)/32"
            func isThere() throws -> Bool {
                try Witness.addresses(of: "eth0", on: balancer.host).contains(address)
            }
            #expect(try eventually(within: 10, isThere))
            try Program(["ip", "address", "del", address, "dev", "eth0"], on: balancer.host)
                .output()
            #expect(try eventually(within: 10, isThere))
        }

        @Test("SIGHUP looks at once")
        func hangUp() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service()
            let daemon = try balancer.control([service])
            try Meddling.serverRemoved.program(on: service).output()
            daemon.signal(SIGHUP)
            #expect(try balancer.holds([service]))
        }
    }
}
