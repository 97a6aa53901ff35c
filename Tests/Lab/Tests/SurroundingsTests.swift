import Addresses
import Glibc
import LabSupport
import Testing

extension InLab {
    /// What lives on the host beside Ballast: interfaces, addresses, settings, other programs.
    @Suite("Surroundings")
    struct Surroundings {
        private func run(_ words: String..., on balancer: Balancer) throws -> String {
            try Program(["sh", "-c", words.joined(separator: " && ")], on: balancer.host).output()
        }

        private func addresses(_ balancer: Balancer, of interface: String = "eth0") throws
            -> [String]
        {
            try Witness.addresses(of: interface, on: balancer.host)
        }

        /// The service with its address moved to 10.0.0.102, on this interface.
        private func renumbered(_ service: Recipe, on interface: String) throws -> String {
            var moved = service
            moved.listen = try at("10.0.0.102")
            return Recipe.document([moved])
                .replacing("interface: eth0", with: "interface: \(interface)")
        }

        @Test("a mistyped interface takes no site down, and the mended one moves it")
        func mistyped() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.more = "    drain: {timeout: 0s}\n"
            let daemon = try balancer.control([service], ["--interval", "1"])
            try balancer.directory.write(
                try renumbered(service, on: "ehh0"), to: "ballast.yaml")
            #expect(eventually(within: 20) { daemon.written.contains("number 2 since") })
            for _ in 0..<3 {
                daemon.signal(SIGHUP)
                #expect(Client().tally(4, to: service.listen).answered == 4)
            }
            let plan = try balancer.ballast("plan").output()
            #expect(plan.contains("there is no such interface"))
            try balancer.directory.write(
                try renumbered(service, on: "eth0"), to: "ballast.yaml")
            var moved = service
            moved.listen = try at("10.0.0.102")
            #expect(try balancer.holds([moved], within: 20))
            #expect(Client().tally(4, to: moved.listen).answered == 4)
            let isGone = try eventually(within: 20) {
                try !addresses(balancer).contains("\(service.listen.address)/32")
            }
            #expect(isGone)
        }

        @Test("an address stays on its interface while the link of the new one is down")
        func linkDown() throws {
            let balancer = try Balancer()
            defer { _ = try? run("ip link del x0", on: balancer) }
            _ = try run("ip link add x0 type dummy", on: balancer)
            let service = try Path.masq.service()
            try balancer.hold([service])
            let text = Recipe.document([service])
                .replacing("interface: eth0", with: "interface: x0")
            try balancer.directory.write(text, to: "ballast.yaml")
            let applied = try balancer.ballast("apply").run()
            #expect(applied.output.contains("x0 is down"), "\(applied)")
            #expect(Client().tally(4, to: service.listen).answered == 4)
            let own = "\(service.listen.address)/32"
            #expect(try addresses(balancer).contains(own))
            #expect(try addresses(balancer, of: "x0").isEmpty)
            _ = try run("ip link set x0 up", on: balancer)
            try balancer.ballast("apply").output()
            #expect(try !addresses(balancer).contains(own))
            #expect(try addresses(balancer, of: "x0").contains(own))
        }

        @Test("masq works on a host that did not forward")
        func forwarding() throws {
            let balancer = try Balancer()
            let file = "/proc/sys/net/ipv4/ip_forward"
            defer { _ = try? run("echo 1 >\(file)", on: balancer) }
            _ = try run("echo 0 >\(file)", on: balancer)
            let service = try Path.masq.service()
            try balancer.hold([service])
            #expect(try run("cat \(file)", on: balancer) == "1\n")
            #expect(Client().tally(4, to: service.listen).answered == 4)
        }

        @Test("settings that services of others share stay, but for those that the document names")
        func sharedSettings() throws {
            let balancer = try Balancer()
            let directory = "/proc/sys/net/ipv4/vs"
            func values() throws -> String {
                try run("cd \(directory)", "cat conntrack expire_nodest_conn", on: balancer)
            }
            defer { _ = try? run("echo 0 >\(directory)/conntrack", on: balancer) }
            _ = try run(
                "ipvsadm -A -t 192.0.2.1:25 -s rr", "echo 1 >\(directory)/conntrack",
                "echo 0 >\(directory)/expire_nodest_conn", on: balancer)
            let service = try Path.masq.service()
            try balancer.hold([service])
            #expect(try values() == "1\n0\n")
            try balancer.directory.write(
                Recipe.document([service]) + "ipvs: {sysctls: {expire_nodest_conn: 1}}\n",
                to: "ballast.yaml")
            let plan = try balancer.ballast("plan").output()
            #expect(plan.contains("1 service of others touched"), "\(plan)")
            try balancer.ballast("apply").output()
            #expect(try values() == "1\n1\n")
        }

        @Test("a node that runs both daemons of the synchronisation serves its clients")
        func syncDaemons() throws {
            let balancer = try Balancer()
            let file = "/proc/sys/net/ipv4/vs/backup_only"
            defer {
                _ = try? run(
                    "ipvsadm --stop-daemon master; ipvsadm --stop-daemon backup",
                    on: balancer)
            }
            _ = try run(
                "ipvsadm --start-daemon master --mcast-interface eth1",
                "ipvsadm --start-daemon backup --mcast-interface eth1", "echo 0 >\(file)",
                on: balancer)
            let service = try Path.masq.service()
            let daemon = try balancer.control([service], ["--interval", "1"])
            #expect(Client().tally(8, to: service.listen).answered == 8)
            // What an operator sets is no drift.
            _ = try run("echo 1 >\(file)", on: balancer)
            #expect(Client(patience: 1).tally(1, to: service.listen).answered == 0)
            _ = try run(
                "echo 0 >\(file)", "ipvsadm -d -t \(service.listen) -r 10.0.1.11:80",
                on: balancer)
            #expect(try balancer.holds([service]))
            #expect(try run("cat \(file)", on: balancer) == "0\n")
            #expect(!daemon.written.contains("backup_only"))
            #expect(Client().tally(8, to: service.listen).answered == 8)
        }

        @Test("with exclusive ownership services of others drain and go, and defaults hold")
        func exclusive() throws {
            let balancer = try Balancer()
            _ = try run(
                "ipvsadm -A -t 192.0.2.1:25 -s rr",
                "ipvsadm -a -t 192.0.2.1:25 -r 192.0.2.2:25 -g -w 7",
                "echo 0 >/proc/sys/net/ipv4/vs/expire_nodest_conn", on: balancer)
            let service = try Path.masq.service()
            try balancer.directory.write(
                Recipe.document([service]) + "ownership: exclusive\n", to: "ballast.yaml")
            let plan = try balancer.ballast("plan").output()
            #expect(plan.contains("drain 192.0.2.2:25"))
            #expect(plan.contains("1 service of others touched"))
            let daemon = try Daemon(balancer.ballast("run", ["--interval", "1"]))
            #expect(try balancer.holds([service], within: 20))
            #expect(daemon.isRunning)
            #expect(
                try run("cat /proc/sys/net/ipv4/vs/expire_nodest_conn", on: balancer) == "1\n")
        }

        @Test("an address that an operator had put there is adopted as it is, and stays for good")
        func foreignAddress() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.more = "    drain: {timeout: 0s}\n"
            let address = "\(service.listen.address)/24"
            _ = try run("ip address add \(address) dev eth0", on: balancer)
            try balancer.hold([service])
            #expect(try addresses(balancer).contains(address))
            #expect(try !addresses(balancer).contains("\(service.listen.address)/32"))
            #expect(Client().tally(4, to: service.listen).answered == 4)
            try balancer.directory.write("version: 1\n", to: "ballast.yaml")
            for _ in 0..<3 { try balancer.ballast("apply").output() }
            #expect(try balancer.table().isEmpty)
            #expect(try addresses(balancer).contains(address))
        }

        @Test("FTP through masq has its helper")
        func fileTransfer() throws {
            let balancer = try Balancer()
            var service = try Path.masq.service()
            service.listen = try at("10.0.0.100", port: 21)
            service.servers = [.init("ftp", try at("10.0.1.11", port: 21))]
            try balancer.hold([service])
            #expect(access("/sys/module/ip_vs_ftp", F_OK) == 0)
            #expect(try balancer.ballast("plan").output().contains("Nothing to do"))
        }
    }
}
