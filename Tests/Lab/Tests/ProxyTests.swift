import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    @Suite("Proxies")
    struct Proxies {
        /// lb1 with proxies, whose HAProxy ends with the test.
        final class Site {
            let balancer: Balancer
            let port: UInt16
            private var daemon: Daemon?

            /// - Parameter port: of the real servers behind the proxy.
            init(port: UInt16 = 80) throws {
                balancer = try Balancer()
                self.port = port
            }

            deinit {
                daemon = nil
                // Without HAProxy there is nothing to end.
                let file = "\(balancer.directory.path)/run/haproxy/master"
                guard let text = try? Program(["cat", file]).output(),
                    let master = text.split(separator: " ").first.flatMap({ pid_t($0) })
                else { return }
                kill(master, SIGTERM)
                _ = eventually(within: 20) { kill(master, 0) != 0 }
            }

            /// Where clients connect to the proxy.
            var listen: Endpoint { get throws { try at("10.0.0.120") } }

            /// A document of a proxy, and what comes before it and in it.
            func document(before: String = "", servers: [String]? = nil) throws -> String {
                let servers =
                    servers ?? [
                        "{name: web1, address: '10.0.1.11:\(port)'}",
                        "{name: web2, address: '10.0.1.12:\(port)'}",
                    ]
                let head = before.isEmpty ? "version: 1\nvirtualAddresses:\n" : before
                return head.replacing(
                    "virtualAddresses:\n",
                    with: "virtualAddresses:\n  - {address: 10.0.0.120/24, interface: eth0}\n")
                        + """
                        proxies:
                          - name: shop
                            listen: \(try listen)
                            mode: tcp
                            check: {type: connect, interval: 200ms, fall: 1, rise: 1}
                            servers:

                        """ + servers.map { "      - \($0)\n" }.joined()
            }

            func save(_ document: String) throws {
                try balancer.directory.write(document, to: "ballast.yaml")
            }

            func start() throws {
                daemon = try Daemon(balancer.ballast("run", ["--interval", "1"]))
            }

            func restart() throws {
                daemon = nil
                try start()
            }

            var written: String { daemon?.written ?? "" }

            /// Waits until this many clients in a row are answered, and says by whom.
            func answers(_ count: Int, at endpoint: Endpoint) -> Tally? {
                var tally = Tally()
                let isSo = eventually(within: 30) {
                    tally = Client(patience: 1).tally(count, to: endpoint)
                    return tally.answered == count
                }
                return isSo ? tally : nil
            }
        }

        @Test("the address comes when HAProxy listens: no client is refused in between")
        func arrival() throws {
            let site = try Site()
            try site.save(site.document())
            // One comes before anything is there; how many more do so depends on the machine.
            var failures = Client(patience: 1).tally(1, to: try site.listen).failures
            try site.start()
            var answered = 0
            let isThere = try eventually(within: 60) {
                let tally = Client(patience: 1).tally(1, to: try site.listen)
                answered += tally.answered
                for (reason, count) in tally.failures { failures[reason, default: 0] += count }
                return answered >= 20
            }
            #expect(isThere, "\(failures)\n\(site.written)")
            let refused = failures.keys.filter { $0.contains("refused") || $0.contains("reset") }
            #expect(refused.isEmpty, "\(failures)")
            #expect(!failures.isEmpty, "clients came before the address did")
            let addresses = try Witness.addresses(of: "eth0", on: site.balancer.host)
            #expect(addresses.contains("10.0.0.120/32"))
        }

        @Test("a service of layer 4 and a proxy live in one document, one behind the other too")
        func layers() throws {
            let site = try Site()
            let service = try Path.masq.service(weights: [1, 1])
            let before = Recipe.document([service])
            try site.save(site.document(before: before))
            try site.start()
            let proxied = try #require(try site.answers(20, at: site.listen), "\(site.written)")
            #expect(Set(proxied.servers.keys) == ["web1", "web2"])
            #expect(try site.balancer.holds([service]))
            #expect(site.answers(4, at: service.listen) != nil)
            // The proxy's server is the service.
            let behind = ["{name: service, address: '\(service.listen)'}"]
            try site.save(site.document(before: before, servers: behind))
            let isBehind = eventually(within: 60) {
                let status = try? site.balancer.ballast("status", ["-v"]).run().output
                return status?.contains("  service  10.0.0.100:80  up") == true
            }
            #expect(isBehind, "\(site.written)")
            let both = try #require(try site.answers(20, at: site.listen), "\(site.written)")
            #expect(Set(both.servers.keys) == ["web1", "web2"])
        }

        @Test("a server that is gone gets no clients, and one that is back does")
        func failure() throws {
            let site = try Site(port: 8092)
            let places = ["web1", "web2"]
            func servers(_ names: [String]) throws -> Servers {
                try Servers(names.map { .init($0, try at("0.0.0.0", port: 8092)) })
            }
            let one = try servers(["web1"])
            var two: Servers? = try servers(["web2"])
            defer { withExtendedLifetime((one, two)) {} }
            try site.save(site.document())
            try site.start()
            func serving() throws -> [String] {
                Client(patience: 1).tally(6, to: try site.listen).servers.keys.sorted()
            }
            #expect(try eventually(within: 30) { try serving() == places }, "\(site.written)")
            two = nil
            #expect(try eventually(within: 30) { try serving() == ["web1"] }, "\(site.written)")
            #expect(site.answers(20, at: try site.listen)?.failed == 0)
            two = try servers(["web2"])
            #expect(try eventually(within: 30) { try serving() == places }, "\(site.written)")
        }

        @Test("apply alone starts HAProxy, which stays and serves")
        func alone() throws {
            let site = try Site()
            try site.save(site.document())
            let said = try site.balancer.ballast("apply").output()
            #expect(said.contains("start HAProxy"), "\(said)")
            #expect(site.answers(8, at: try site.listen) != nil)
            try site.save(
                site.document(servers: ["{name: web1, address: '10.0.1.11:80', weight: 5}"]))
            try site.balancer.ballast("apply").output()
            #expect(site.answers(8, at: try site.listen)?["web1"] == 8)
            #expect(try site.balancer.ballast("plan").output().contains("Nothing to do."))
        }
    }
}
