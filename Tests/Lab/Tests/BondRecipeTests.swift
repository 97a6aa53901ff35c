import Glibc
import LabSupport
import Testing

extension InLab {
    /// The bonds of `examples/`, with a switch of their kind at the other end.
    @Suite("Recipes of bonds")
    struct BondRecipes {
        /// An example, and the kind of the far end.
        enum Recipe: String, CaseIterable {
            case backup = "bond-vlan"
            case roundRobin = "bond-static"
            case lacp = "bond-lacp"

            /// The arguments of the far end's link.
            var far: String {
                switch self {
                case .backup: "type bridge forward_delay 0"
                case .roundRobin: "type bond mode balance-rr miimon 100"
                case .lacp: "type bond mode 802.3ad miimon 100 lacp_rate fast"
                }
            }
        }

        /// Two interfaces of lb2, whose other ends are one link with a VLAN.
        final class Wires {
            init(_ recipe: Recipe) throws {
                try Program([
                    "sh", "-ec",
                    """
                    modprobe -qa bonding 8021q || true
                    ip link add nb1 \(recipe.far)
                    for n in 1 2; do
                        ip link add nbq$n type veth peer name m$n netns lb2
                        ip link set nbq$n master nb1
                        ip link set nbq$n up
                    done
                    ip link set nb1 up
                    ip link add link nb1 name nb1v type vlan id 2
                    ip link set nb1v up
                    ip addr add 10.45.0.1/16 dev nb1
                    ip addr add 192.168.45.1/24 dev nb1v
                    """,
                ]).output()
            }

            deinit {
                _ = try? Program([
                    "sh", "-c",
                    "for n in nb1v nbq1 nbq2 nb1; do ip link del $n; done;"
                        + " ip -n lb2 link del bond8; ip netns exec lb2 ipvsadm -C",
                ]).run()
            }
        }

        private func reaches(_ address: String) -> Bool {
            eventually(within: 30) {
                (try? Program(["ping", "-n", "-c", "1", "-W", "1", address], on: "lb2").run())?
                    .status == 0
            }
        }

        @Test(
            "the bond and its VLAN carry packets, also without either member",
            arguments: Recipe.allCases)
        func carries(_ recipe: Recipe) throws {
            let wires = try Wires(recipe)
            defer { withExtendedLifetime(wires) {} }
            let balancer = try Balancer("lb2")
            let path = "\(Lab.folder)/../../examples/\(recipe.rawValue)/ballast.yaml"
            var document = try Program(["cat", path]).output()
            for (old, new) in [
                ("bond0", "bond8"), ("eth0", "m1"), ("eth1", "m2"), ("lb1", "lb2"),
                // The lab's own hosts have a default route.
                ("            gateway: 10.0.0.254\n", ""), ("10.0.0.", "10.45.0."),
                ("192.168.1.", "192.168.45."),
            ] {
                try #require(document.contains(old))
                document = document.replacing(old, with: new)
            }
            try balancer.directory.write(document, to: "ballast.yaml")
            let node = ["--node", "lb2"]
            // A group of LACP has no carrier, for announcements, until both ends agree.
            let applied = try balancer.ballast("apply", node + ["--allow-disruption"]).run()
            #expect(applied.status == 0, "\(applied)")
            #expect(reaches("10.45.0.1") && reaches("192.168.45.1"))
            for member in ["nbq1", "nbq2"] {
                try Program(["ip", "link", "set", member, "down"]).output()
                #expect(reaches("10.45.0.1"), "without \(member)")
                #expect(reaches("192.168.45.1"), "without \(member)")
                try Program(["ip", "link", "set", member, "up"]).output()
            }
            #expect(reaches("10.45.0.1") && reaches("192.168.45.1"))
            let plan = try balancer.ballast("plan", node).output()
            #expect(plan.contains("Nothing to do"), "\(plan)")
        }
    }
}
