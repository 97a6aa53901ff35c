import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    @Suite("HoldingPage")
    struct HoldingPage {
        /// A service whose servers listen on port 8090, or for gate on the service's own, where
        /// nothing else does.
        private static func service(_ path: Path) throws -> Recipe {
            var service = try path.service(weights: [1, 1])
            let port: UInt16 = 8090
            service.scheduler = "rr"
            service.servers = service.servers.map {
                .init($0.name, Endpoint($0.endpoint.address, port: port))
            }
            if path.forwarding != "masq" {
                service.listen = Endpoint(service.listen.address, port: port)
            }
            service.more = """
                    check: {type: connect, interval: 200ms, timeout: 2s}
                    fallback: holdingPage
                    drain: {timeout: 1s}

                """
            return service
        }

        /// The real servers behind a service of this path.
        private static func servers(_ path: Path) throws -> Servers {
            let any = try at(path.family == .ipv4 ? "0.0.0.0" : "::", port: 8090)
            return try Servers([.init("web1", any), .init("web2", any)])
        }

        /// What a browser gets, in any case of its header names; empty: nothing.
        private static func page(of service: Recipe, _ method: String = "GET") -> String {
            let request = "\(method) /shop HTTP/1.1\r\nHost: shop.example\r\n\r\n"
            // Refused, or cut: that is no page.
            return (try? Client().connection(to: service.listen).answer(to: request)) ?? ""
        }

        @Test(
            "when every server is down the page answers, and one that is back takes over",
            arguments: [Path.masq, .gate, .masqSix, .gateSix])
        func failure(_ path: Path) throws {
            let balancer = try Balancer()
            let service = try Self.service(path)
            var servers: Servers? = try Self.servers(path)
            try balancer.directory.write("<p>back at noon</p>", to: "holding.html")
            let text =
                Recipe.document([service])
                + "holdingPage: {file: holding.html, retryAfter: 2m}\n"
            try balancer.directory.write(text, to: "ballast.yaml")
            let daemon = try Daemon(balancer.ballast("run", ["--interval", "1"]))
            defer { withExtendedLifetime((daemon, servers)) {} }
            #expect(try balancer.holds([service], within: 20), "\(daemon.written)")
            let clients = path.clients(20)
            #expect(Client().tally(20, to: service.listen, from: clients).answered == 20)

            servers = nil
            let shown = eventually(within: 20) {
                Self.page(of: service).contains("back at noon")
            }
            #expect(shown, "\(daemon.written)")
            let page = Self.page(of: service).lowercased()
            #expect(page.hasPrefix("http/1.1 503 "))
            for header in ["retry-after: 120", "connection: close", "cache-control: no-store"] {
                #expect(page.contains("\r\n\(header)\r\n"), "\(header) in \(page)")
            }
            let head = Self.page(of: service, "HEAD").lowercased()
            #expect(head.contains("retry-after: 120") && head.hasSuffix("\r\n\r\n"))

            try balancer.directory.write("<p>back at one</p>", to: "holding.html")
            #expect(eventually(within: 20) { Self.page(of: service).contains("back at one") })

            servers = try Self.servers(path)
            #expect(try balancer.holds([service], within: 20), "the page is gone")
            #expect(Client().tally(20, to: service.listen, from: clients).answered == 20)
        }

        @Test("a page that can't be served is not put in, and status says why")
        func taken() throws {
            let balancer = try Balancer()
            let service = try Self.service(.masq)
            let taken = try Servers([.init("lb1", at("0.0.0.0", port: service.listen.port))])
            try balancer.directory.write(Recipe.document([service]), to: "ballast.yaml")
            let daemon = try Daemon(balancer.ballast("run", ["--interval", "1"]))
            defer { withExtendedLifetime((daemon, taken)) {} }
            var without = service
            for number in without.servers.indices { without.servers[number].state = "drain" }
            #expect(try balancer.holds([without], within: 20))
            let status = try balancer.ballast("status").run()
            #expect(status.output.contains("cannot serve the holding page on \(service.listen)"))
            let plan = try balancer.ballast("plan").output()
            #expect(
                plan.contains("no controller serves the holding page: 1 service has no fallback"))
        }

        @Test("without a controller the page is left out, and the plan says so")
        func alone() throws {
            let balancer = try Balancer()
            let service = try Self.service(.masq)
            try balancer.directory.write(Recipe.document([service]), to: "ballast.yaml")
            let said = try balancer.ballast("apply").output()
            #expect(
                said.contains("no controller serves the holding page: 1 service has no fallback"))
            #expect(try balancer.table() == Recipe.table([service]))
        }
    }
}
