import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Connections")
    struct ConnectionList {
        @Test("the kernel's connections are listed with their servers, by client and by state")
        func list() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.scheduler = "rr"
            let daemon = try balancer.control([service], ["--interval", "1"])
            defer { withExtendedLifetime(daemon) {} }
            #expect(try balancer.holds([service], within: 30))
            let clients = Path.masq.clients(4)
            let open = try clients.map {
                try Client().connection(to: service.listen, from: $0)
            }
            let answers = try open.map { try $0.ask().server }
            let socket = ["--socket", "\(balancer.directory.path)/run/ballast.sock"]
            func connections(_ more: [String]) throws -> String {
                try Program(
                    [Lab.ballast, "connections"] + socket + more, on: balancer.host
                ).output()
            }
            let all = try connections(["web", "--state", "established"])
            for (client, server) in zip(clients, answers) {
                let line = all.split(separator: "\n").first { $0.hasPrefix("\(client):") }
                #expect(line?.contains("web/\(server)") == true, "\(all)")
            }
            #expect(all.contains("4 connections of 4, page 1"), "\(all)")
            let one = try connections(["--client", "\(clients[0])", "--json"])
            #expect(one.contains("\"matched\" : 1"), "\(one)")
            #expect(one.contains("\"service\" : \"web\""), "\(one)")
            #expect(try connections(["web", "--layer", "haproxy"]).contains("no connections"))
            try open.forEach { try $0.reset() }
        }
    }
}
