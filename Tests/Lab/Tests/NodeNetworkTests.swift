import Glibc
import LabSupport
import Testing

extension InLab {
    @Suite("The node's own network")
    struct NodeNetwork {
        /// Two interfaces of lb2, whose other ends are in a bridge with a VLAN.
        final class Wires {
            init() throws {
                try Program([
                    "sh", "-ec",
                    """
                    modprobe -qa bonding 8021q || true
                    ip link add nb0 type bridge forward_delay 0
                    for n in 1 2; do
                        ip link add nbp$n type veth peer name n$n netns lb2
                        ip link set nbp$n master nb0 up
                    done
                    ip link set nb0 up
                    ip link add link nb0 name nb0v type vlan id 2
                    ip link set nb0v up
                    ip addr add 10.44.0.1/24 dev nb0
                    ip addr add 192.168.44.1/24 dev nb0v
                    """,
                ]).output()
            }

            deinit {
                _ = try? Program([
                    "sh", "-c",
                    "for n in nb0v nbp1 nbp2 nb0; do ip link del $n; done;"
                        + " ip -n lb2 link del bond9",
                ]).run()
            }
        }

        private static let vlan = """
                      - name: bond9.2
                        addresses: [192.168.44.21/24]
                        vlan: {id: 2, parent: bond9}
            """

        private static func document(address: String, vlan: Bool = true) -> String {
            """
            version: 1
            safety: {confirm: 5s}
            cluster:
              name: lab
              nodes:
                - name: lb2
                  network:
                    interfaces:
                      - name: bond9
                        addresses: [\(address)/24]
                        bond: {mode: active-backup, members: [n1, n2]}
            \(vlan ? Self.vlan : "")
                    routes: [{to: 198.51.100.0/24, via: 10.44.0.1}]

            """
        }

        private func reaches(_ address: String) -> Bool {
            eventually(within: 20) {
                (try? Program(["ping", "-n", "-c", "1", "-W", "1", address], on: "lb2").run())?
                    .status == 0
            }
        }

        private func has(_ text: String, _ words: String...) throws -> Bool {
            try Program(["ip"] + words, on: "lb2").output().contains(text)
        }

        @Test("a bond with a VLAN is made, healed and kept over a crash, and an edit is undone")
        func life() throws {
            let wires = try Wires()
            defer { withExtendedLifetime(wires) {} }
            let balancer = try Balancer("lb2")
            let run = balancer.ballast("run", ["--node", "lb2", "--interval", "1"])
            try balancer.directory.write(Self.document(address: "10.44.0.21"), to: "ballast.yaml")
            let daemon = try Daemon(run)
            #expect(reaches("10.44.0.1"), "\(daemon.written)")
            #expect(reaches("192.168.44.1"))

            try Program(["ip", "link", "set", "nbp1", "down"]).output()
            #expect(reaches("10.44.0.1") && reaches("192.168.44.1"), "one member is enough")
            try Program(["ip", "link", "set", "nbp1", "up"]).output()

            try Program(["ip", "route", "del", "198.51.100.0/24"], on: "lb2").output()
            #expect(
                try eventually(within: 10) { try has("198.51.100.0/24", "route") },
                "\(daemon.written)")
            #expect(eventually(within: 10) { daemon.written.contains("drift") })

            try daemon.end(with: SIGKILL)
            try Program(["ip", "link", "del", "bond9.2"], on: "lb2").output()
            let second = try Daemon(run)
            #expect(reaches("192.168.44.1"), "\(second.written)")

            try balancer.directory.write(
                Self.document(address: "10.44.0.22", vlan: false), to: "ballast.yaml")
            #expect(
                try eventually(within: 20) {
                    let addresses = try Program(["ip", "addr"], on: "lb2").output()
                    return addresses.contains("10.44.0.22/24")
                        && !addresses.contains("10.44.0.21/24") && !addresses.contains("bond9.2")
                }, "\(second.written)")
            #expect(
                try eventually(within: 40) {
                    let addresses = try Program(["ip", "addr"], on: "lb2").output()
                    return addresses.contains("10.44.0.21/24")
                        && !addresses.contains("10.44.0.22/24")
                }, "nobody confirmed it:\n\(second.written)")
            #expect(reaches("192.168.44.1"))
            #expect(try second.end() == 0)
            #expect(try has("bond9", "link"), "the end of the controller leaves the network")
        }
    }
}
