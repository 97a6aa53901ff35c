import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    /// Two nodes with one document: open connections outlive a failover.
    ///
    /// `BALLAST_CONNECTIONS` is the number of open connections, and there is a tenth of sticky
    /// clients: 1000, unless it is set.
    @Suite("Takeover")
    struct Takeover {
        static let count =
            getenv("BALLAST_CONNECTIONS").flatMap { Int(String(cString: $0)) } ?? 1_000

        /// Services with masq and gate, over IPv6 too, and one with sticky clients.
        private static func services() throws -> [Recipe] {
            var masq = try Path.masq.service()
            masq.name = "masq"
            var gate = try Path.gate.service()
            gate.name = "gate"
            var six = try Path.gateSix.service()
            six.name = "six"
            var sticky = Recipe(
                "sticky", listen: try at("10.0.0.100", port: 443),
                servers: try (1...2).map {
                    Recipe.Server("web\($0)", try at("10.0.1.1\($0)", port: 443))
                })
            sticky.persistence = 300
            return [masq, gate, six, sticky]
        }

        @Test("established connections and sticky clients stay on their servers")
        func connections() throws {
            let pair = try Pair(Self.services())
            try pair.start()
            let clients = try TakeoverClients(Self.count)
            let before = clients.ask()
            #expect(!before.hasGaps, "\(before)")
            try pair.expectSync(of: clients.open, sticky: clients.sticky, on: 1)

            // The node of the addresses loses its processes and its links.
            let cut = ContinuousClock.now
            try pair.kill(0)
            try pair.expect("lb2 has the addresses") { try pair.isHolding(1) }
            print("takeover: lb2 has the addresses after \(ContinuousClock.now - cut)")
            #expect(clients.ask().moved(from: before) == .none)

            // It returns, receives the connections while they have packets, and gets the role.
            try pair.heal(0)
            try pair.start(0)
            try pair.expect("lb1 has the addresses again") {
                #expect(clients.ask(sticky: false).moved(from: before) == .none)
                return try pair.isHolding(0)
            }
            #expect(clients.ask().moved(from: before) == .none)

            // An orderly handover.
            try pair.expectSync(of: clients.open, sticky: clients.sticky, on: 1)
            try pair.command(0, "failover").output()
            try pair.expect("lb2 has the addresses") { try pair.isHolding(1) }
            #expect(clients.ask().moved(from: before) == .none)
        }

        @Test("calls of SIP stay on their server, from whichever address they come")
        func calls() throws {
            var calls = try Path.masq.service()
            calls.datagrams = true
            calls.more = "    persistence: {timeout: 300s, engine: sip}\n"
            let pair = try Pair([calls])
            try pair.start()
            func ask(_ call: Int, from source: Int) throws -> String {
                let connection = try Client().connection(
                    to: try at("10.0.0.100", port: 80), from: Client.address(source),
                    datagrams: true)
                return try connection.ask("OPTIONS sip:a SIP/2.0\r\nCall-ID: call-\(call)\r\n\r\n")
                    .server
            }
            let before = try (0..<20).map { try ask($0, from: $0) }
            #expect(Set(before).count == 2)
            try pair.expect("lb2 knows the calls") {
                try Program(["cat", "/proc/net/ip_vs_conn"], on: "lb2").output()
                    .split(separator: "\n").count { $0.contains(" sip call-") } >= 20
            }
            try pair.kill(0)
            try pair.expect("lb2 has the addresses") { try pair.isHolding(1) }
            #expect(try (0..<20).map { try ask($0, from: 100 + $0) } == before)
        }

        @Test("a backup has everything but the addresses, and serves with the first packet")
        func warm() throws {
            try RecipeSite.chooseVariant.get()
            defer { for host in ["lb1", "lb2"] { _ = try? RecipeSite.clean(host) } }
            var dead = Recipe(
                "dead", listen: try at("10.0.0.105"),
                servers: [.init("web1", try at("10.0.1.11", port: 8_099))])
            dead.more = "    check: {type: connect, interval: 1s}\n    fallback: holdingPage\n"
            let pair = try Pair(
                Self.services() + [dead],
                """
                proxies:
                  - name: site
                    listen: 10.0.0.104:80
                    servers: [{name: web1, address: '10.0.0.11:80'}]
                certificates: [{name: shop}]
                sslServices:
                  - {name: shop, listen: 10.0.0.104:443, certificate: shop, backend: site}
                firewall: {lockdown: {admin: [10.9.1.0/24]}}

                """
            ) { $0 + "  - {address: 10.0.0.104/24, interface: eth0}\n" }
            try pair.start()
            func page() throws -> String {
                try Client().connection(to: dead.listen).answer(to: Self.request)
            }
            func site() throws -> String {
                try Client().connection(to: at("10.0.0.104")).answer(to: Self.request)
            }
            func secure() throws -> String {
                try Program(
                    [
                        "curl", "-sk", "--max-time", "10", "-o", "/dev/null", "-w",
                        "%{http_code}", "https://10.0.0.104/",
                    ], on: "client"
                ).run().output
            }
            func rules(_ host: String) throws -> String {
                try Program(["iptables", "-S"], on: host).output()
            }
            try pair.expect("lb1 serves") {
                (try? page().contains(" 503 ")) == true && (try? site().contains(" 200 ")) == true
                    && (try? secure()) == "200"
            }
            // lb2 has none of the addresses, and both tables are the same.
            #expect(try !pair.isHolding(1))
            try pair.expect("lb2 has the table of lb1") {
                try Witness.table(of: "lb2") == Witness.table(of: "lb1")
            }
            let listening = try Program(["ss", "-Htln"], on: "lb2").output()
            #expect(listening.contains("10.0.0.104:80"), "\(listening)")
            #expect(listening.contains("10.0.0.104:443"), "\(listening)")
            #expect(try rules("lb1").contains("-j DROP"))
            #expect(try rules("lb2") == rules("lb1"))
            #expect(listening.contains("10.0.0.105:80"), "\(listening)")
            try pair.kill(0)
            try pair.expect("lb2 has the addresses") { try pair.isHolding(1) }
            #expect(try site().contains(" 200 "))
            #expect(try secure() == "200")
            #expect(try page().contains(" 503 "))
            #expect(try Client().ask(at("10.0.0.100")).server.hasPrefix("web"))
        }

        private static let request =
            "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"
    }
}
