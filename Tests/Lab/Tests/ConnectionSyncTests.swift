import Addresses
import LabSupport
import Testing

extension InLab {
    /// Daemons that synchronise connections, with `ipvsadm -L --daemon` as the witness.
    @Suite("ConnectionSync")
    struct ConnectionSync {
        private static let message = "eth1, id: 7, port: 9001, ttl: 2"

        /// A balancer and its document, whose cluster synchronises connections.
        private func document(
            _ services: [Recipe], _ sync: String, _ sysctls: String = "sync_threshold: [1, 2]"
        ) -> String {
            Recipe.document(services)
                + """
                cluster:
                  name: shop
                  connectionSync: {interface: \(sync)}
                ipvs: {sysctls: {\(sysctls)}}

                """
        }

        private func daemons(of host: String) throws -> [String] {
            try Program(["ipvsadm", "-L", "-n", "--daemon"], on: host).output()
                .split(separator: "\n").map { line in
                    line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                }
        }

        /// Stops what earlier tests left; a daemon that does not run is refused.
        private func clear(_ hosts: String...) throws {
            for host in hosts {
                for state in ["master", "backup"] {
                    _ = try Program(["ipvsadm", "--stop-daemon", state], on: host).run()
                }
            }
        }

        @Test("a connection of one node is known to the other")
        func connections() throws {
            try clear("lb1", "lb2")
            defer { try? clear("lb1", "lb2") }
            let (master, backup) = (try Balancer("lb1"), try Balancer("lb2"))
            let service = try Path.masq.service()
            try master.directory.write(
                document([service], Self.message + ", state: master"), to: "ballast.yaml")
            try backup.directory.write(
                document([service], Self.message + ", state: backup"), to: "ballast.yaml")
            try backup.ballast("apply", ["--no-addresses"]).output()
            try master.ballast("apply").output()
            let line = try #require(try daemons(of: "lb1").first)
            #expect(line.hasPrefix("master sync daemon (mcast=eth1, syncid=7"), "\(line)")
            #expect(line.contains("group=224.0.0.81, port=9001, ttl=2"), "\(line)")
            #expect(try daemons(of: "lb2").first?.hasPrefix("backup sync daemon") == true)
            let isKnown = try eventually(within: 30) {
                _ = Client().tally(4, to: service.listen)
                return try Program(["ipvsadm", "-L", "-c", "-n"], on: "lb2").output()
                    .contains("\(service.listen)")
            }
            #expect(isKnown)
            // Nothing is left to do, and without the key the daemon of ours is stopped.
            #expect(try master.ballast("plan").output().contains("Nothing to do"))
            try master.hold([service])
            #expect(try daemons(of: "lb1").isEmpty)
        }

        @Test(
            "an IPv6 group with limited messages makes an IPv6 connection known to the other node")
        func six() throws {
            try clear("lb1", "lb2")
            defer { try? clear("lb1", "lb2") }
            let (master, backup) = (try Balancer("lb1"), try Balancer("lb2"))
            let service = try Path.gateSix.service()
            let message = "eth1, id: 7, group: 'ff02::81', maximumLength: 1400B"
            try master.directory.write(
                document([service], message + ", state: master"), to: "ballast.yaml")
            try backup.directory.write(
                document([service], message + ", state: backup"), to: "ballast.yaml")
            try backup.ballast("apply", ["--no-addresses"]).output()
            try master.ballast("apply").output()
            for host in ["lb1", "lb2"] {
                let line = try #require(try daemons(of: host).first)
                #expect(line.contains("syncid=7, maxlen=1400, group=ff02::81,"), "\(line)")
            }
            let isKnown = try eventually(within: 30) {
                _ = Client().tally(4, to: service.listen)
                return try Program(["ipvsadm", "-L", "-c", "-n"], on: "lb2").output()
                    .contains("[2001:db8::101]:80")
            }
            #expect(isKnown)
            #expect(try master.ballast("plan").output().contains("Nothing to do"))
        }

        @Test("a daemon that is stopped or started otherwise is drift, and is put right")
        func drift() throws {
            try clear("lb1")
            defer { try? clear("lb1") }
            let balancer = try Balancer()
            let service = try Path.masq.service()
            let daemon = try balancer.control([service], ["--interval", "1"])
            try balancer.directory.write(
                document([service], "eth1, id: 7, state: both"), to: "ballast.yaml")
            func areRight(_ id: Int = 7) throws -> Bool {
                try eventually(within: 20) {
                    let lines = try daemons(of: "lb1")
                    return lines.count == 2 && lines.allSatisfy { $0.contains("syncid=\(id)") }
                }
            }
            #expect(try areRight())
            try Program(["ipvsadm", "--stop-daemon", "backup"], on: "lb1").output()
            #expect(try areRight())
            #expect(eventually(within: 20) { daemon.written.contains("changed outside Ballast") })
            try balancer.directory.write(
                document([service], "eth1, id: 8, state: both"), to: "ballast.yaml")
            #expect(try areRight(8))
        }

        @Test("a daemon of another program outlives a change of the ports, which waits for its end")
        func ports() throws {
            try clear("lb1")
            func shell(_ text: String) throws -> String {
                try Program(["sh", "-c", text], on: "lb1").output()
            }
            defer {
                try? clear("lb1")
                _ = try? shell("sysctl -qw net.ipv4.vs.sync_ports=1 net.ipv4.vs.sync_sock_size=0")
            }
            let balancer = try Balancer()
            let service = try Path.masq.service()
            func apply(_ sysctls: String) throws -> Program.Result {
                try balancer.directory.write(
                    document([service], "eth1, id: 7, state: master", sysctls),
                    to: "ballast.yaml")
                return try balancer.ballast("apply").run()
            }
            func threads() throws -> Int {
                try shell("cat /proc/[0-9]*/comm 2>/dev/null | grep -c ipvs-m || true")
                    .split(separator: "\n").first.flatMap { Int($0) } ?? -1
            }
            #expect(try apply("sync_ports: 1").status == 0)
            _ = try shell("ipvsadm --start-daemon backup --mcast-interface eth1 --syncid 9")
            let waiting = try apply("sync_ports: 4")
            #expect(waiting.status == 1, "\(waiting)")
            #expect(waiting.output.contains("note: sync_ports 4 has to wait"), "\(waiting)")
            #expect(try daemons(of: "lb1").count == 2 && threads() == 1)
            _ = try shell("ipvsadm --stop-daemon backup")
            let applied = try apply("sync_ports: 4")
            #expect(applied.status == 0, "\(applied)")
            #expect(try daemons(of: "lb1").count == 1 && threads() == 4)
            let sized = try apply("sync_ports: 4, sync_sock_size: 9000")
            #expect(sized.status == 0, "\(sized)")
            #expect(sized.output.contains("~ sync daemon master, starts again on eth1"))
            #expect(try shell("ss -uanm").contains("tb18000"))
            #expect(try balancer.ballast("plan").output().contains("Nothing to do"))
        }

        @Test("an interface that is made anew has a daemon with new sockets")
        func renewed() throws {
            try clear("lb1")
            let link =
                "ip link add sync0 type dummy && ip link set sync0 up"
                + " && ip address add 10.7.0.1/24 dev sync0"
            func shell(_ text: String) throws {
                try Program(["sh", "-c", text], on: "lb1").output()
            }
            defer {
                try? clear("lb1")
                try? shell("ip link del sync0")
            }
            try shell(link)
            let balancer = try Balancer()
            let service = try Path.masq.service()
            let daemon = try balancer.control([service], ["--interval", "1"])
            try balancer.directory.write(
                document([service], "sync0, state: backup"), to: "ballast.yaml")
            func hears() throws -> Bool {
                try eventually(within: 20) {
                    try Program(["cat", "/proc/net/igmp"], on: "lb1").output()
                        .split(separator: "sync0").dropFirst().contains { $0.contains("510000E0") }
                }
            }
            #expect(try hears())
            try shell("ip link del sync0")
            let isTold = try eventually(within: 20) {
                try balancer.ballast("status").run().output.contains("there is no interface sync0")
            }
            #expect(isTold)
            try shell(link)
            #expect(try hears(), "\(daemon.written)")
        }

        @Test("a daemon of another program stays; an interface that is missing is waited for")
        func foreign() throws {
            try clear("lb1")
            defer { try? clear("lb1") }
            let balancer = try Balancer()
            let service = try Path.masq.service()
            try Program(
                ["ipvsadm", "--start-daemon", "master", "--mcast-interface", "eth0"], on: "lb1"
            ).output()
            try balancer.hold([service])
            #expect(try daemons(of: "lb1").count == 1)
            #expect(try balancer.ballast("plan").output().contains("another program"))
            try balancer.directory.write(
                document([service], "eth9, state: backup"), to: "ballast.yaml")
            let applied = try balancer.ballast("apply").run()
            #expect(applied.output.contains("there is no interface eth9"), "\(applied)")
            #expect(try daemons(of: "lb1").count == 1)
            #expect(Client().tally(4, to: service.listen).answered == 4)
        }
    }
}
