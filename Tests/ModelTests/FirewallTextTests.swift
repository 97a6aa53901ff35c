import Addresses
import Foundation
import Model
import Seeds
import Testing

@Suite("Firewall rules as text")
struct FirewallTextTests {
    private static let chain = FirewallChain(.filter, "BALLAST-INPUT")

    private static func rule(_ line: String) -> FirewallRule? {
        let text = "*filter\n:BALLAST-INPUT - [0:0]\n\(line)\nCOMMIT\n"
        return FirewallTables(text, family: .ipv4).chains[chain]?.rules.first
    }

    @Test(
        "lines that the kernel prints otherwise than they were written are one rule",
        arguments: [
            ("-A BALLAST-INPUT -s 10.0.0.1 -j ACCEPT", "-A BALLAST-INPUT -s 10.0.0.1/32 -j ACCEPT"),
            (
                "-A BALLAST-INPUT -s 10.0.0.7/255.255.255.0 -j ACCEPT",
                "-A BALLAST-INPUT -s 10.0.0.0/24 -j ACCEPT"
            ),
            ("-A BALLAST-INPUT -p 112 -j ACCEPT", "-A BALLAST-INPUT -p vrrp -j ACCEPT"),
            (
                "-A BALLAST-INPUT -p udp -m udp --dport 1024: -j DROP",
                "-A BALLAST-INPUT -p udp -m udp --dport 1024:65535 -j DROP"
            ),
            (
                "-A BALLAST-INPUT -p tcp -m multiport --dports 80 -j ACCEPT",
                "-A BALLAST-INPUT -p tcp -m tcp --dport 80 -j ACCEPT"
            ),
            (
                "-A BALLAST-INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT",
                "-A BALLAST-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
            ),
            (
                "-A BALLAST-INPUT -m comment --comment web -p tcp -m tcp --dport 80 -j ACCEPT",
                "-A BALLAST-INPUT -p tcp -m tcp --dport 80 -m comment --comment \"web\" -j ACCEPT"
            ),
            (
                "-A BALLAST-INPUT -j MARK --set-mark 1",
                "-A BALLAST-INPUT -j MARK --set-xmark 0x1/0xffffffff"
            ),
            (
                "-A BALLAST-INPUT -j REJECT",
                "-A BALLAST-INPUT -j REJECT --reject-with icmp-port-unreachable"
            ),
            ("[5:300] -A BALLAST-INPUT -i lo -j ACCEPT", "-A BALLAST-INPUT -i lo -j ACCEPT"),
        ])
    func equal(_ written: String, _ printed: String) throws {
        let rule = try #require(Self.rule(written))
        #expect(rule == Self.rule(printed))
        #expect(rule.isUnderstood)
    }

    @Test(
        "an option that is not understood is kept, and printed as it was",
        arguments: [
            "-A BALLAST-INPUT -m limit --limit 5/sec -j LOG --log-prefix \"a b\"",
            "-A BALLAST-INPUT -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcp --dport 22 -j ACCEPT",
            "-A BALLAST-INPUT -m set ! --match-set bad src -j DROP",
            "-A BALLAST-INPUT -p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.9:80-90",
        ])
    func others(_ line: String) throws {
        let rule = try #require(Self.rule(line))
        #expect(rule.line(in: Self.chain) == line)
    }

    @Test("a rule is read back from its line")
    func roundTrip() {
        for seed in 0..<1000 {
            var numbers = SeededNumbers(seed: seed)
            let rule = FirewallRule.random(using: &numbers)
            #expect(Self.rule(rule.line(in: Self.chain)) == rule, "seed \(seed)")
        }
    }

    @Test("any text is parsed without a trap")
    func fuzz() {
        let words = [
            "*filter", "*nat", ":INPUT DROP", "-A", "-I", "INPUT", "!", "-s", "1.2.3.4", "::1/0",
            "-m", "mark", "--mark", "0x", "0x1/", "--dports", ",", ":", "1:2:3", "\"", "\\", "-j",
            "-g", "DNAT", "--to-destination", "[::1]:80", "[1:2]", "\n", " ",
        ]
        for seed in 0..<1000 {
            var numbers = SeededNumbers(seed: seed)
            let text = (0..<40).map { _ in numbers.pick(words) }.joined(
                separator: numbers.oneIn(5) ? "" : " ")
            let tables = FirewallTables(text, family: .ipv4)
            let count = tables.chains.values.reduce(0) { $0 + $1.rules.count }
            #expect(count <= text.utf8.count)
            #expect(tables.ours?.hooks.allSatisfy { !$0.chain.isOurs } ?? true)
        }
    }

    @Test("a set of rules is read back from its JSON form")
    func coding() throws {
        var numbers = SeededNumbers(seed: 7)
        let rules = (0..<50).map { _ in FirewallRule.random(using: &numbers) }
        var set = FirewallRuleset(.ipv4, [.input: rules, .marks: [FirewallRule(.none)]])
        set.hooks.append(
            FirewallHook(
                FirewallChain(.nat, "PREROUTING"), at: 3, FirewallRule(.jump("BALLAST-X"))))
        set.hooks.sort()
        let text = try JSONEncoder().encode(set)
        #expect(try JSONDecoder().decode(FirewallRuleset.self, from: text) == set)
    }

    @Test(
        "a text of iptables-save has whole tables",
        arguments: [
            ("", true), ("# Generated\n*raw\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n# Completed\n", true),
            ("*raw\nCOMMIT\n*filter\n-A INPUT -j DROP\nCOMMIT\n", true),
            ("*filter\n-A INPUT -j DROP\n", false), ("-A INPUT -j DROP\n", false),
            ("*raw\n*filter\nCOMMIT\n", false), ("*raw\nCOMMIT\nCOMMIT\n", false),
        ])
    func whole(_ text: String, _ isWhole: Bool) {
        #expect(FirewallTables.isWhole(text) == isWhole)
    }
}

extension FirewallTextTests {
    private static func set(_ lines: String...) -> FirewallRuleset {
        let rules = lines.compactMap(rule)
        return FirewallRuleset(.ipv4, [.input: rules])
    }

    @Test("rules are replaced within their chains, and hooks only where they are wrong")
    func restoration() {
        let old = Self.set("-A BALLAST-INPUT -i lo -j ACCEPT")
        let new = Self.set("-A BALLAST-INPUT -i lo -j ACCEPT", "-A BALLAST-INPUT -j DROP")
        let lines = [
            "*filter", ":BALLAST-INPUT - [0:0]", "-A BALLAST-INPUT -i lo -j ACCEPT",
            "-A BALLAST-INPUT -j DROP",
        ]
        let text = { (lines: [String]) in lines.map { $0 + "\n" }.joined() }
        #expect(
            new.restoration(from: nil)
                == text(lines + ["-I INPUT 1 -j BALLAST-INPUT", "COMMIT"]))
        #expect(new.restoration(from: old) == text(lines + ["COMMIT"]))
        var moved = old
        moved.hooks = [
            FirewallHook(
                FirewallChain(.filter, "INPUT"), at: 2, FirewallRule(.jump("BALLAST-INPUT")))
        ]
        #expect(
            new.restoration(from: moved)
                == text(
                    lines + [
                        "-D INPUT -j BALLAST-INPUT", "-I INPUT 1 -j BALLAST-INPUT", "COMMIT",
                    ]))
        #expect(
            FirewallRuleset(.ipv4).restoration(from: old)
                == text([
                    "*filter", ":BALLAST-INPUT - [0:0]", "-D INPUT -j BALLAST-INPUT",
                    "-X BALLAST-INPUT", "COMMIT",
                ]))
        #expect(
            new.changes(from: old) == ["+ filter -A BALLAST-INPUT -j DROP"])
    }
}

extension FirewallRule {
    /// A rule of the forms that Ballast writes, and of some that it only reads.
    static func random(using numbers: inout SeededNumbers) -> FirewallRule {
        var rule = FirewallRule(
            numbers.pick([
                .accept, .drop, .none, .return, .reject(nil), .reject("tcp-reset"),
                .jump("DOCKER"), .goTo("LAST"), .mark(FirewallMark(7)),
                .mark(FirewallMark(1, mask: 0xff)), .masquerade,
                .sourceNAT(.v4(IPv4Address(rawValue: 0x0a00_0001))),
                .destinationNAT(.v4(IPv4Address(rawValue: 0x0a00_0002)), port: nil),
                .destinationNAT(.v4(IPv4Address(rawValue: 0x0a00_0002)), port: 80),
                .other(["LOG", "--log-prefix", "a \"b\" \\ c"]),
            ]))
        func network() -> Prefix? {
            let value = UInt32.random(in: 1 ... .max, using: &numbers)
            return Prefix(
                .v4(IPv4Address(rawValue: value)), length: .random(in: 1...32, using: &numbers)
            )
            .flatMap(FirewallRule.network)
        }
        if numbers.oneIn(2) { rule.source = network() }
        if numbers.oneIn(2) { rule.destination = network() }
        if numbers.oneIn(4) { rule.inInterface = numbers.pick(["lo", "eth+", "bond0.2"]) }
        if numbers.oneIn(4) { rule.outInterface = numbers.pick(["eth1", "br-1"]) }
        if numbers.oneIn(2) {
            rule.transport = numbers.pick([.tcp, .udp, .sctp])
            func ports() -> [ClosedRange<UInt16>] {
                (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
                    let lower = UInt16.random(in: 1...60_000, using: &numbers)
                    return lower...(numbers.oneIn(2) ? lower : lower + 100)
                }
            }
            rule.destinationPorts = ports()
            rule.sourcePorts = ports()
        } else if numbers.oneIn(3) {
            rule.transport = .icmp
            rule.icmpType = numbers.pick([0, 3, 8])
        }
        if numbers.oneIn(3) { rule.states = [.new, .related] }
        if numbers.oneIn(3) { rule.mark = FirewallMark(numbers.pick([0, 1, 0xffff_ffff])) }
        if numbers.oneIn(3) { rule.comment = numbers.pick(["web", "it's a \"q\" \\ ü", " "]) }
        let present: [(Condition, Bool)] = [
            (.source, rule.source != nil), (.mark, rule.mark != nil),
            (.states, !rule.states.isEmpty), (.inInterface, rule.inInterface != nil),
            (.destinationPorts, !rule.destinationPorts.isEmpty),
        ]
        for (condition, isPresent) in present where isPresent && numbers.oneIn(4) {
            rule.negated.insert(condition)
        }
        return rule
    }
}
