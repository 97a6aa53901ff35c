import Addresses
import Model
import Testing

@testable import Planning

@Suite("The way of a packet")
struct FirewallWalkTests {
    private static let packet = FirewallPacket(
        from: "198.51.100.7:40000", to: "10.0.0.1:80", arrivingAt: "eth0")

    private static let chains = ":INPUT ACCEPT [0:0]\n:A - [0:0]"

    private static let untracked = ":INPUT ACCEPT [0:0]\n-A INPUT -j CT --notrack\n"

    private static let raw =
        "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j NOTRACK\nCOMMIT\n"

    private static func walk(_ lines: String, _ packet: FirewallPacket = packet) -> FirewallWalk {
        let tables = FirewallTables("*filter\n\(lines)\nCOMMIT\n", family: .ipv4)
        return FirewallWalk(
            packet, through: FirewallChain(.filter, "INPUT"), of: FirewallIndex(tables))
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
            ("\(untracked)-A INPUT -m conntrack --ctstate NEW -j DROP", .accepted),
            ("\(untracked)-A INPUT -m conntrack --ctstate UNTRACKED -j DROP", .dropped),
        ])
    func verdict(_ lines: String, _ verdict: FirewallVerdict) {
        #expect(Self.walk(lines).verdict == verdict)
    }

    @Test(
        "an untracked packet is not translated, and a translated one has that state",
        arguments: [
            ("", "10.1.0.9:8080", FirewallVerdict.accepted),
            (Self.raw, "10.0.0.1:80", .dropped),
        ])
    func tracking(_ raw: String, _ place: String, _ verdict: FirewallVerdict) {
        let tables = FirewallTables(
            """
            \(raw)*nat
            :PREROUTING ACCEPT [0:0]
            -A PREROUTING -j DNAT --to-destination 10.1.0.9:8080
            COMMIT
            *filter
            :INPUT DROP [0:0]
            :FORWARD DROP [0:0]
            -A FORWARD -m conntrack --ctstate DNAT -j ACCEPT
            COMMIT

            """, family: .ipv4)
        let passage = FirewallPassage(Self.packet, through: tables) { $0 == "10.0.0.1" }
        #expect(passage.verdict == verdict)
        #expect("\(passage.packet.destination)" == place)
        var known = Self.packet
        known.state = .established
        known.destination = "10.1.0.9:8080"
        let later = FirewallPassage(known, through: tables) { $0 == "10.0.0.1" }
        #expect(later.verdict == (raw.isEmpty ? .undecided : .dropped))
    }

    @Test("the deciding rule is named with its place")
    func place() {
        let walk = Self.walk("\(Self.chains)\n-A INPUT -j A\n-A A -p udp -j DROP\n-A A -j DROP")
        #expect(walk.matches.map(\.description).last == "filter A rule 2: -A A -j DROP")
        #expect(!walk.isPolicy)
    }

    @Test("chains that each enter the next one twice leave a packet undecided, in bounded time")
    func manyWays() {
        let names = (0...40).map { "c\($0)" }
        let chains = names.map { ":\($0) - [0:0]" }.joined(separator: "\n")
        let jumps = zip(names, names.dropFirst()).map { "-A \($0) -j \($1)" }
        let rules = jumps.map { "\($0)\n\($0)" }.joined(separator: "\n")
        let begin = ContinuousClock.now
        for jump in ["-A INPUT -j c0", "-A INPUT -m limit --limit 1/s -g c0"] {
            let walk = Self.walk(":INPUT DROP [0:0]\n\(chains)\n\(rules)\n\(jump)")
            #expect(walk.verdict == .undecided && walk.isCutOff)
            #expect(walk.matches.count <= FirewallWalk.matchLimit)
        }
        #expect(ContinuousClock.now - begin < .seconds(10))
        let few = Self.walk(
            ":INPUT DROP [0:0]\n:c0 - [0:0]\n-A INPUT -j c0\n-A INPUT -j c0\n-A c0 -j MARK")
        #expect(!few.isCutOff)
    }
}
