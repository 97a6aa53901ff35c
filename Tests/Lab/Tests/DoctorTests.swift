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

        @Test("a namespace without tunnel devices gets one, and a tunnel of another sender is none")
        func devices() throws {
            let document =
                """
                version: 1
                virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]
                services:
                  - name: web
                    listen: 10.0.0.100:80
                    forwarding: ipip
                    servers: [{name: web1, address: 10.0.0.11}]

                """
            let setting = "/proc/sys/net/core/fb_tunnels_only_for_init_net"
            let output = try Program([
                "sh", "-euc",
                """
                cd "$(mktemp -d)"; cat >d.yaml
                modprobe ipip
                former=$(cat \(setting))
                echo 1 >\(setting)
                trap 'echo $former >\(setting)' EXIT
                unshare -n sh -euc '
                    ip link set lo up
                    ip link add eth0 type veth peer name wire
                    ip link set wire up; ip link set eth0 up
                    ip address add 10.0.0.11/24 dev eth0
                    ip route add default via 10.0.0.254
                    codes() {
                        "$0" doctor --json -f "$1" |
                            sed -n "s/.*\\"code\\" : \\"\\(.*\\)\\".*/\\1/p" | tr "\\n" " "
                        echo
                    }
                    codes "$@"
                    "$0" render real-server web/web1 -f "$1" >setup
                    sh setup; sh setup
                    codes "$@"
                    ip link del tunl0
                    ip link add t1 type ipip local 10.0.0.11 remote 203.0.113.9
                    ip link set t1 up
                    "$0" doctor --json -f "$1" | grep "t1 is for packets of 203.0.113.9 only"
                    "$0" doctor -f "$1" | grep "ip link add tunl0" >commands
                    sh -euc ". ./commands; ip link set tunl0 up"
                    codes "$@"
                ' "$@"
                """, "sh", Lab.ballast, "d.yaml",
            ]).output(input: document)
            let lines = output.split(separator: "\n").map { $0.split(separator: " ") }
            #expect(lines.count == 4, "\(output)")
            #expect(lines.first?.contains("tunnelDevice") == true, "\(output)")
            #expect(lines[1] == ["notListening"], "\(output)")
            #expect(lines.last?.contains("tunnelDevice") == false, "\(output)")
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
