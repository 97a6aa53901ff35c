import Addresses
import Model
import Testing

@testable import Planning

@Suite("The way of a packet")
struct FirewallWalkTests {
    private static let packet = FirewallPacket(
        from: "198.51.100.7:40000", to: "10.0.0.1:80", arrivingAt: "eth0")

    private static let chains = ":INPUT ACCEPT [0:0]\n:A - [0:0]"

    private static func walk(_ lines: String, _ packet: FirewallPacket = packet) -> FirewallWalk {
        let tables = FirewallTables("*filter\n\(lines)\nCOMMIT\n", family: .ipv4)
        return FirewallWalk(packet, through: FirewallChain(.filter, "INPUT"), of: tables)
    }

    @Test(
        "the first rule that matches decides, else the policy",
        arguments: [
            (":INPUT ACCEPT [0:0]", FirewallVerdict.accepted),
            (":INPUT DROP [0:0]", .dropped),
            (":INPUT DROP [0:0]\n-A INPUT -p tcp -j ACCEPT", .accepted),
            (":INPUT ACCEPT [0:0]\n-A INPUT -j REJECT\n-A INPUT -j ACCEPT", .rejected),
            (":INPUT ACCEPT [0:0]\n:A - [0:0]\n-A INPUT -j A\n-A A -j DROP", .dropped),
            ("\(chains)\n-A INPUT -j A\n-A A -j RETURN\n-A A -j DROP", .accepted),
            ("\(chains)\n-A INPUT -g A\n-A INPUT -j DROP\n-A A -p udp", .accepted),
            ("\(chains)\n-A INPUT -j A\n-A INPUT -j DROP\n-A A -p udp", .dropped),
            (":INPUT ACCEPT [0:0]\n-A INPUT ! -s 10.0.0.0/8 -j DROP", .dropped),
            (":INPUT ACCEPT [0:0]\n-A INPUT ! -i eth+ -j DROP", .accepted),
            (":INPUT ACCEPT [0:0]\n-A INPUT -m limit --limit 1/s -j DROP", .undecided),
            (":INPUT ACCEPT [0:0]\n-A INPUT -m limit --limit 1/s -j ACCEPT", .accepted),
            (":INPUT ACCEPT [0:0]\n-A INPUT -p udp -m limit --limit 1/s -j DROP", .accepted),
            (":INPUT ACCEPT [0:0]\n-A INPUT -j LOG\n-A INPUT -j DROP", .dropped),
            (":INPUT ACCEPT [0:0]\n-A INPUT -j NFQUEUE --queue-num 1", .undecided),
            (":INPUT ACCEPT [0:0]\n-A INPUT -j INPUT", .accepted),
        ])
    func verdict(_ lines: String, _ verdict: FirewallVerdict) {
        #expect(Self.walk(lines).verdict == verdict)
    }

    @Test("the deciding rule is named with its place")
    func place() {
        let walk = Self.walk("\(Self.chains)\n-A INPUT -j A\n-A A -p udp -j DROP\n-A A -j DROP")
        #expect(walk.matches.map(\.description).last == "filter A rule 2: -A A -j DROP")
        #expect(!walk.isPolicy)
    }
}
