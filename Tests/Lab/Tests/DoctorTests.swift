import Addresses
import LabSupport
import Testing

extension InLab {
    @Suite("Hosts that drop packets")
    struct Doctor {
        @Test(
            "a broken real server does not answer; doctor names the fault, the script mends it",
            arguments: [Path.gate, .gateSix, .ipip, .ipipSix, .gre, .gue])
        func mended(path: Path) throws {
            let balancer = try Balancer()
            let service = try path.service(weights: [1])
            try balancer.hold([service])
            try Self.run(Self.routes)
            defer { _ = try? Self.run(Self.routes) }
            #expect(
                Client().tally(3, to: service.listen, from: path.clients(3))["web1"] == 3)
            let isTunnel = service.forwarding != "gate"
            // The topology leaves segments as they are.
            let usual = isTunnel ? ["tunnelSegment"] : []
            #expect(try Self.findings(balancer, on: "web1") == usual)

            try Self.run(
                """
                ip -o address show to \(service.listen.address) |
                    while read -r number device family prefix rest; do
                        ip address delete "$prefix" dev "$device"
                    done
                """)
            var faults = ["missingAddress"]
            // Without the device IPv6 would lose the addresses of other tests.
            if isTunnel, path.family == .ipv4 {
                try Self.run("ip link set \(path == .gre ? "gre0" : "tunl0") down")
                faults.append("tunnelDevice")
            }
            let silent = Client(patience: 1).tally(
                2, to: service.listen, from: path.clients(2))
            #expect(silent.answered == 0, "\(silent)")
            #expect(try Self.findings(balancer, on: "web1") == faults + usual)

            let script = try Program([
                Lab.ballast, "render", "real-server", "web/web1", "-f", balancer.document,
            ]).output()
            for _ in 1...2 { try Program(["sh"], on: "web1").output(input: script) }
            #expect(try Self.findings(balancer, on: "web1") == [])
            let tally = Client().tally(10, to: service.listen, from: path.clients(10))
            #expect(tally["web1"] == 10, "\(tally)")
        }

        @Test("a real server that answers ARP for the virtual address is named on the balancer")
        func answering() throws {
            let balancer = try Balancer()
            let service = try Path.gate.service(weights: [1])
            try balancer.hold([service])
            // The balancer knows the hardware address of a server that it sends packets to.
            #expect(Client().tally(3, to: service.listen)["web1"] == 3)
            #expect(try Self.findings(balancer, on: "lb1") == [])
            let setting = "/proc/sys/net/ipv4/conf/$where/arp_ignore"
            try Self.run("for where in all eth0; do echo 0 >\(setting); done")
            defer { _ = try? Self.run("for where in all eth0; do echo 1 >\(setting); done") }
            #expect(try Self.findings(balancer, on: "web1") == ["arpIgnore"])
            let text = try Self.doctor(balancer, on: "lb1").output
            #expect(
                text.contains("the real server web/web1, ")
                    && text.contains("answers for \(service.listen.address) [duplicateAddress]"),
                "\(text)")
        }

        /// The default routes of web1, without a limit of segments.
        private static let routes = """
            ip route replace default via 10.0.0.254
            ip -6 route replace default via 2001:db8::fe
            """

        @discardableResult
        private static func run(_ text: String) throws -> String {
            try Program(["sh", "-euc", text], on: "web1").output()
        }

        private static func doctor(_ balancer: Balancer, on host: String) throws -> Program.Result {
            try Program([Lab.ballast, "doctor", "-f", balancer.document], on: host).run()
        }

        /// The codes of the findings, in order; the exit status agrees with them.
        private static func findings(_ balancer: Balancer, on host: String) throws -> [String] {
            let result = try doctor(balancer, on: host)
            let codes = result.output.matches(of: /\[([a-zA-Z]+)\]/).map { String($0.1) }
            #expect(result.status == (codes.isEmpty ? 0 : 1), "\(result.output)\(result.errors)")
            return codes
        }
    }
}
