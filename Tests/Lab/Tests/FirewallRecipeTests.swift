import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    /// The recipes of `examples/` for firewall, marks, translation and FTP, with packets of real
    /// programs.
    @Suite("Firewall recipes")
    struct FirewallRecipes {
        /// A way of FTP to open data connections, with curl's options.
        enum Transfer: String, CaseIterable {
            case extendedPassive, passive, extendedActive, active

            var options: [String] {
                switch self {
                case .extendedPassive: []
                case .passive: ["--disable-epsv", "--no-ftp-skip-pasv-ip"]
                case .extendedActive: ["--ftp-port", "-"]
                case .active: ["--ftp-port", "-", "--disable-eprt"]
                }
            }

            /// The address of the client and the URL, where the commands carry such addresses.
            func places(
                _ four: String, _ six: String, _ port: Int
            ) -> [(client: String, url: String)] {
                let places = [
                    ("10.9.1.", "ftp://\(four):\(port)/name"),
                    ("2001:db8:9::", "ftp://[\(six)]:\(port)/name"),
                ]
                return self == .passive || self == .active ? [places[0]] : places
            }
        }

        /// Transfers a file for two clients each way; each keeps its server.
        private func transfer(
            _ four: String, _ six: String, at site: RecipeSite,
            port: Int = 21, by transfers: [Transfer] = Transfer.allCases
        ) throws {
            var servers: [String: Set<String>] = [:]
            for transfer in transfers {
                for (client, url) in transfer.places(four, six, port) {
                    for source in ["\(client)1", "\(client)2"] {
                        let name = try site.curl(url, from: source, options: transfer.options)
                        #expect(["web1", "web2"].contains(name), "\(transfer) \(url): \(name)")
                        servers[source, default: []].insert(name)
                    }
                }
            }
            let clients = Set(
                transfers.flatMap { $0.places(four, six, port).map(\.client) })
            #expect(servers.count == 2 * clients.count)
            #expect(servers.values.allSatisfy { $0.count == 1 })
            #expect(Set(servers.values.flatMap(\.self)).count == 2, "both serve")
        }

        @Test("FTP through masq, behind a lock-down, active and passive")
        func fileTransferThroughMasq() throws {
            let site = try RecipeSite(
                "ftp-masq",
                [
                    ("203.0.113.100", "10.0.0.100"), ("192.168.1.", "10.0.1."),
                    ("198.51.100.0/24", "10.9.2.0/24"),
                ])
            try transfer("10.0.0.100", "2001:db8::100", at: site)
            #expect(try site.isDropped("http://10.0.0.100:5000/", from: "10.9.1.1"))
            #expect(try site.isDropped("http://10.0.0.21:22/", from: "10.9.1.1"))
        }

        @Test("FTP by marks, with direct routing, active and passive")
        func fileTransferByMarks() throws {
            let site = try RecipeSite(
                "ftp-mark",
                [
                    ("192.168.0.66", "10.0.0.101"), ("2001:db8::66", "2001:db8::101"),
                    ("192.168.0.", "10.0.0."),
                ])
            try transfer("10.0.0.101", "2001:db8::101", at: site)
        }

        @Test("FTP with direct routing of its control, passive at the servers' own addresses")
        func passiveTransferByServers() throws {
            let port = RecipeHosts.passivePort
            let site = try RecipeSite(
                "ftp-gate",
                [
                    ("192.168.0.100", "10.0.0.101"), ("2001:db8::100", "2001:db8::101"),
                    ("192.168.0.", "10.0.0."), (":21", ":\(port)"),
                ])
            let ports = RecipeHosts.dataPorts
            func rule(_ action: String) throws {
                for (host, address) in [("web1", "10.0.0.11"), ("web2", "10.0.0.12")] {
                    let words = """
                        iptables -t nat \(action) PREROUTING -d \(address) -p tcp --dport \
                        \(ports.lowerBound):\(ports.upperBound) -j DNAT --to-destination 10.0.0.101
                        """
                    try Program(["sh", "-c", words], on: host).output()
                }
            }
            try rule("-A")
            // A rule that is left hits no other recipe.
            defer { try? rule("-D") }
            try transfer("10.0.0.101", "2001:db8::101", at: site, port: port, by: [.passive])
        }

        @Test("active FTP with direct routing, whose servers open the data connections themselves")
        func fileTransferByServers() throws {
            let site = try RecipeSite(
                "ftp-gate",
                [
                    ("192.168.0.100", "10.0.0.101"), ("2001:db8::100", "2001:db8::101"),
                    ("192.168.0.", "10.0.0."),
                ])
            try transfer(
                "10.0.0.101", "2001:db8::101", at: site, by: [.extendedActive, .active])
        }

        @Test("lines of iptables admit and drop packets, and limits reject connections")
        func rules() throws {
            let site = try RecipeSite(
                "firewall-rules",
                [
                    ("-s 10.0.0.5 -p tcp --dport 9100", "-s 10.9.5.1 -p tcp --dport 22"),
                    ("198.51.100.0/24", "10.9.2.0/24"), ("192.168.1.1", "10.0.1.1"),
                    ("[2001:db8:1::25]", "[2001:db8::11]"), ("2001:db8::100", "2001:db8::101"),
                ])
            #expect(try site.curl("http://10.0.0.21:22/", from: "10.9.5.1") == "lb1 10.9.5.1")
            #expect(try site.isDropped("http://10.0.0.21:22/", from: "10.9.1.1"))
            #expect(try site.curl("http://10.0.0.100/", from: "10.9.1.1").hasPrefix("web"))
            #expect(try site.isDropped("http://10.0.0.100/", from: "10.9.2.1"))
            let mail = "http://[2001:db8::101]:25/"
            for _ in 1...5 {
                #expect(try site.curl(mail, from: "2001:db8:9::1").hasPrefix("web1"))
            }
            #expect(try site.curl(mail, from: "2001:db8:9::1") == "status 7")
        }

        @Test("HTTP and HTTPS are one persistent group")
        func group() throws {
            let site = try RecipeSite(
                "firewall-mark",
                [
                    ("192.168.0.66", "10.0.0.101"), ("2001:db8::66", "2001:db8::101"),
                    ("192.168.0.", "10.0.0."),
                ])
            for (client, url) in [
                ("10.9.1.", "http://10.0.0.101"), ("2001:db8:9::", "http://[2001:db8::101]"),
            ] {
                var servers: Set<String> = []
                for number in 1...4 {
                    let plain = try site.curl("\(url):80/", from: "\(client)\(number)")
                    let secure = try site.curl("\(url):443/", from: "\(client)\(number)")
                    #expect(plain.prefix(4) == secure.prefix(4) && plain.hasPrefix("web"))
                    servers.insert(String(plain.prefix(4)))
                }
                #expect(servers == ["web1", "web2"])
            }
        }

        @Test("hosts behind the balancer reach others, and are reached by translated addresses")
        func translation() throws {
            let site = try RecipeSite(
                "nat",
                [
                    ("interface: eth1", "interface: eth0"), ("203.0.113.", "10.0.0."),
                    ("192.168.1.", "10.0.1."),
                ])
            // A real server reaches a host outside with the address of the balancer.
            let outside = "http://10.8.0.2:8080/"
            let outsideSix = "http://[2001:db8:8::2]:8080/"
            #expect(try site.curl(outside, from: "10.0.1.11", on: "web1") == "client 10.0.0.21")
            #expect(
                try site.curl(outsideSix, from: "2001:db8:1::11", on: "web1")
                    .hasPrefix("client 2001:db8::"))
            #expect(
                try site.curl(outsideSix, from: "2001:db8:1::11", on: "web1")
                    != "client 2001:db8:1::11")
            // The mail host has its own address outside, in both directions.
            #expect(try site.curl(outside, from: "10.0.1.13", on: "web3") == "client 10.0.0.110")
            #expect(
                try site.curl("http://10.0.0.110:25/", from: "10.9.1.1") == "web3 10.9.1.1")
            #expect(
                try site.curl(outsideSix, from: "2001:db8:1::13", on: "web3")
                    == "client 2001:db8::110")
            #expect(
                try site.curl("http://[2001:db8::110]:25/", from: "2001:db8:9::1")
                    == "web3 2001:db8:9::1")
            // Forwarded ports, one of them FTP.
            #expect(
                try site.curl("http://10.0.0.100:2222/", from: "10.9.1.1") == "web2 10.9.1.1")
            #expect(
                try site.curl("http://[2001:db8::100]:2222/", from: "2001:db8:9::1")
                    == "web2 2001:db8:9::1")
            for transfer in Transfer.allCases {
                let name = try site.curl(
                    "ftp://10.0.0.100/name", from: "10.9.1.1", options: transfer.options)
                #expect(name == "web2", "\(transfer)")
            }
            // The balanced service beside them.
            #expect(try site.curl("http://10.0.0.100/", from: "10.9.1.1").hasPrefix("web"))
        }

        @Test("servers with another gateway answer to the balancer, which translates clients")
        func oneArm() throws {
            let site = try RecipeSite("masq-one-arm", [("192.168.0.", "10.0.0.")])
            var servers: Set<Substring> = []
            for number in 1...4 {
                let answer = try site.curl("http://10.0.0.100/", from: "10.9.1.\(number)")
                servers.insert(answer.prefix(4))
            }
            #expect(servers == ["web1", "web2"])
            #expect(try site.run("cat /proc/sys/net/ipv4/vs/conntrack") == "1\n")
        }

        @Test("a terminal server is the same for a client, and closed to other networks")
        func terminal() throws {
            let site = try RecipeSite(
                "terminal-server",
                [
                    ("192.168.1.21/24", "10.0.0.100/24"), ("192.168.1.21:", "10.0.0.100:"),
                    ("10.0.0.14", "10.0.1.11"), ("10.0.0.15", "10.0.1.12"),
                    ("192.168.1.0/24", "10.9.1.0/24"), ("192.168.1.73/32", "10.9.3.73/32"),
                ])
            var servers: Set<String> = []
            for number in 1...4 {
                let source = "10.9.1.\(number)"
                let first = try site.curl("http://10.0.0.100:3389/", from: source)
                #expect(try site.curl("http://10.0.0.100:3389/", from: source) == first)
                #expect(first.hasSuffix(" \(source)"))
                servers.insert(String(first.prefix(4)))
            }
            #expect(servers == ["web1", "web2"])
            #expect(try site.isDropped("http://10.0.0.100:3389/", from: "10.9.2.1"))
            #expect(try site.curl("http://10.0.0.21:22/", from: "10.9.3.73").hasPrefix("lb1"))
            #expect(try site.isDropped("http://10.0.0.21:22/", from: "10.9.1.1"))
        }

        @Test("a lock-down admits clients, administrators and what networks need, and no other")
        func lockdown() throws {
            let site = try RecipeSite(
                "lockdown",
                [
                    ("10.0.0.101/24", "10.0.0.103/24"), ("10.0.0.101:", "10.0.0.103:"),
                    ("10.0.0.100", "10.0.0.101"), ("2001:db8::100", "2001:db8::101"),
                    (
                        "admin: [192.168.1.0/24, \"2001:db8:1::/64\"]",
                        "admin: [10.9.1.0/24, \"2001:db8:9::1:0/112\"]"
                    ),
                ], elected: ["10.0.0.101/32", "2001:db8::101/128"])
            for (admin, other, node, service) in [
                ("10.9.1.1", "10.9.2.1", "10.0.0.21", "10.0.0.101"),
                ("2001:db8:9::1:1", "2001:db8:9::2:1", "[2001:db8::21]", "[2001:db8::101]"),
            ] {
                #expect(try site.curl("http://\(node):22/", from: admin) == "lb1 \(admin)")
                #expect(try site.isDropped("http://\(node):22/", from: other))
                #expect(try site.isDropped("http://\(node):23/", from: admin))
                #expect(try site.curl("http://\(service)/", from: other).hasPrefix("web"))
                let address = node.filter { !"[]".contains($0) }
                try Program(["ping", "-c1", "-W2", address], on: "client").output()
            }
            // The balancer's own connections, and its neighbours after their entries have gone.
            try site.run("ip neigh flush all; ip -6 neigh flush all")
            let answer = try site.curl("http://[2001:db8:8::2]:8080/", on: "lb1")
            #expect(answer.hasPrefix("client 2001:db8::"))
            #expect(try site.curl("http://10.8.0.2:8080/", on: "lb1") == "client 10.0.0.21")
        }

        @Test("nodes behind a lock-down hear each other, and share their connections")
        func peers() throws {
            try RecipeSite.chooseVariant.get()
            defer { for host in ["lb1", "lb2"] { _ = try? RecipeSite.clean(host) } }
            let pair = try Pair(
                [try Path.masq.service()], "firewall: {lockdown: {admin: [10.9.1.0/24]}}\n")
            try pair.start()
            for host in ["lb1", "lb2"] {
                let rules = try Program(["iptables", "-S", "BALLAST-INPUT"], on: host).output()
                #expect(rules.contains("-j DROP"))
            }
            let connection = try Client().connection(to: try at("10.0.0.100"))
            _ = try connection.ask()
            try pair.expectSync(of: 1, sticky: 0, on: 1)
        }

        @Test("nodes behind a lock-down join, and follow each other's edits")
        func replication() throws {
            try RecipeSite.chooseVariant.get()
            defer { for host in ["lb1", "lb2"] { _ = try? RecipeSite.clean(host) } }
            func document(_ edit: Int) -> String {
                """
                # edit \(edit)
                version: 1
                safety: {confirm: never}
                cluster:
                  name: shop
                  nodes:
                    - {name: lb1, address: 10.0.1.1, priority: 150}
                    - {name: lb2, address: 10.0.1.2}
                  failover: {links: [{interface: eth1}]}
                  replication: {}
                firewall: {lockdown: {admin: [10.9.1.0/24]}}

                """
            }
            let nodes = [try ChaosNode("lb1"), try ChaosNode("lb2")]
            func isDropping(_ host: String) throws -> Bool {
                try Program(["iptables", "-S", "BALLAST-INPUT"], on: host).run().output
                    .contains("-j DROP")
            }
            try nodes[0].save(document(0))
            try nodes[0].supervise()
            #expect(try eventually(within: 20) { try isDropping("lb1") })
            let invitation = try nodes[0].peer("init").output()
            let token = try #require(invitation.split(whereSeparator: \.isWhitespace).last)
            let join = nodes[1].peer("join", "10.0.1.1", "--token", String(token))
            // The controller listens once it has seen its identity.
            #expect(try eventually(within: 20) { try join.run().status == 0 })
            try nodes[1].supervise()
            #expect(try eventually(within: 20) { try isDropping("lb2") })
            for (edit, node) in [(1, 0), (2, 1), (3, 0)] {
                try nodes[node].save(document(edit))
                #expect(
                    try eventually(within: 30) {
                        try nodes.allSatisfy { try $0.text() == document(edit) }
                    }, "\(nodes.map(\.written))")
            }
        }
    }
}
