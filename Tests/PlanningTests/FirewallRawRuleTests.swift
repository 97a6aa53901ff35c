import Addresses
import Model
import Testing

@testable import Planning

@Suite("The document's own firewall rules, and limits of a source")
struct FirewallRawRuleTests {
    private static func spec(
        _ rules: [Firewall.RawRule], isLockedDown: Bool = false, limits: SourceLimits? = nil
    ) -> Spec {
        var service = Service(
            name: "web", key: "tcp 10.0.0.1:80", servers: [.at("10.0.0.11")])
        service.limits = limits
        var spec = Spec(services: [service])
        guard isLockedDown || !rules.isEmpty else { return spec }
        var firewall = Firewall()
        firewall.rules = rules
        if isLockedDown { firewall.lockdown = Firewall.Lockdown(admin: ["192.168.1.0/24"]) }
        spec.firewall = firewall
        return spec
    }

    @Test(
        "a rule is in its chain, in the families of its addresses",
        arguments: [
            (Firewall.RawRule("-j DROP"), "filter BALLAST-INPUT", [AddressFamily.ipv4, .ipv6]),
            (Firewall.RawRule("-s 10.0.0.0/8 -j DROP"), "filter BALLAST-INPUT", [.ipv4]),
            (Firewall.RawRule("-d 2001:db8::1 -j DROP"), "filter BALLAST-INPUT", [.ipv6]),
            (Firewall.RawRule("-p icmp -j DROP"), "filter BALLAST-INPUT", [.ipv4]),
            (Firewall.RawRule("-j DROP", family: .ipv6), "filter BALLAST-INPUT", [.ipv6]),
            (
                Firewall.RawRule(
                    "-o eth1 -j SNAT --to-source 10.0.0.9", in: "nat POSTROUTING"),
                "nat BALLAST-POSTROUTING", [.ipv4]
            ),
            (
                Firewall.RawRule("-j DROP", in: "raw OUTPUT"),
                "raw BALLAST-OUTPUT", [.ipv4, .ipv6]
            ),
        ])
    func places(_ rule: Firewall.RawRule, _ chain: String, _ families: [AddressFamily]) {
        let spec = Self.spec([rule])
        for family in AddressFamily.allCases {
            let rules = spec.firewallRules(family)
            #expect(rules.count == (families.contains(family) ? 1 : 0))
            guard rules.count > 0 else { continue }
            #expect(rules.chains.keys.map(\.description) == [chain])
            #expect(rules.hooks.count == 1)
        }
    }

    @Test("rules are before those that admit new connections, and after those of known ones")
    func order() {
        let rules =
            Self.spec([Firewall.RawRule("-s 10.9.9.9 -j DROP")], isLockedDown: true)
            .firewallRules(.ipv4).chains[.input] ?? []
        #expect(rules.firstIndex(where: \.isWritten) == 2)
        #expect(rules[1].states == [.related, .established] && rules.last?.target == .drop)
    }

    @Test(
        "a rule that iptables would not read as one is refused",
        arguments: [
            ("-A INPUT -j DROP", "-A is no part of a rule"),
            ("-p tcp -t nat -j DROP", "-t is no part of a rule"),
            ("-ptcp -j DROP", "the option -p is not apart"),
            ("-p tcp --dport 80 --jum DROP", "--jum is an abbreviation"),
            ("-m comment --comment 'a b' -j DROP", "single quotes"),
            ("-m comment --comment \"a b -j DROP", "a quote is not closed"),
            ("-j DROP\n-A INPUT -j ACCEPT", "one line"),
            ("  ", "no words"),
        ])
    func malformed(_ text: String, _ message: String) {
        let found = validate(Self.spec([Firewall.RawRule(text)]))
        #expect(found.map(\.code) == [.rawRule])
        #expect(found.first?.message.contains(message) == true, "\(found)")
    }

    @Test(
        "a rule in the words of iptables is accepted",
        arguments: [
            "-p tcp --dport 80 --jump DROP", "! --source 10.0.0.0/8 -j DROP",
            "-m limit --limit 5/s -j LOG --log-prefix \"-A x\"",
            "-p tcp --syn -m multiport --dports 80,443 -m recent --name x --set",
        ])
    func accepted(_ text: String) {
        #expect(validate(Self.spec([Firewall.RawRule(text)])) == [])
    }

    @Test("a repeated rule is an error")
    func repeated() {
        let rules = [
            Firewall.RawRule("-s 10.0.0.1 -j DROP"), Firewall.RawRule("-j DROP", family: .ipv6),
            Firewall.RawRule("--source 10.0.0.1 --jump DROP"), Firewall.RawRule("-j DROP"),
            Firewall.RawRule("-s 10.0.0.1 -j DROP", in: "filter FORWARD"),
        ]
        let found = validate(Self.spec(rules))
        #expect(found.map(\.code) == [.repeatedRule, .repeatedRule])
        #expect(
            found.map(\.path.description) == ["firewall.rules[2].rule", "firewall.rules[3].rule"])
    }
}

extension FirewallRawRuleTests {
    private static func passage(
        _ spec: Spec, _ from: Endpoint, _ to: Endpoint
    ) -> FirewallPassage {
        let tables = FirewallTables(spec.firewallRules(.ipv4))
        return FirewallPassage(FirewallPacket(from: from, to: to), through: tables) { _ in true }
    }

    @Test("a rule that is understood decides")
    func decided() {
        let spec = Self.spec([
            Firewall.RawRule("-s 10.9.0.0/16 -j DROP"),
            Firewall.RawRule("--protocol tcp --dport 9100 --jump REJECT"),
        ])
        #expect(Self.passage(spec, "10.9.1.1:5", "10.0.0.1:80").verdict == .dropped)
        #expect(Self.passage(spec, "10.8.1.1:5", "10.0.0.1:9100").verdict == .rejected)
        #expect(Self.passage(spec, "10.8.1.1:5", "10.0.0.1:80").verdict == .accepted)
    }

    @Test(
        "a rule that only the kernel evaluates leaves a packet undecided, never wrong",
        arguments: [
            "-m limit --limit 5/s -j DROP", "-s bad.example -j DROP", "-j NFQUEUE",
            "-s 10.8.1.1,10.8.1.2 -j DROP", "-p tcp --dport http -j DROP", "-j DROP -p tcp",
        ])
    func undecided(_ text: String) {
        let passage = Self.passage(
            Self.spec([Firewall.RawRule(text)]), "10.8.1.1:5", "10.0.0.1:80")
        #expect(passage.verdict == .undecided)
    }

    @Test("a proof that depends on such a rule is not provable, and does not keep it from loading")
    func unproven() throws {
        let spec = Self.spec(
            [Firewall.RawRule("-m limit --limit 5/s -j DROP")], isLockedDown: true)
        let made = plan(from: Observed(), to: desired(from: spec, signals: Signals()))
        #expect(made.steps.contains { $0.domain == .firewall })
        let note = try #require(made.notes.first { $0.contains("not provable") })
        #expect(note.contains("rule 3") && note.contains("--limit 5/s"))
    }

    @Test("a rule that contradicts the document is not loaded")
    func contradiction() {
        let spec = Self.spec(
            [Firewall.RawRule("-p tcp --dport 80 -j DROP")], isLockedDown: true)
        let made = plan(from: Observed(), to: desired(from: spec, signals: Signals()))
        #expect(!made.steps.contains { $0.subject == .firewall(.ipv4) })
        #expect(made.notes.contains { $0.contains("against service web") })
    }

    @Test(
        "a limit has the rules of its keys",
        arguments: [
            (SourceLimits(connections: 50), 1), (SourceLimits(concurrent: 5), 1),
            (SourceLimits(connections: 50, concurrent: 5, excess: .reject), 2),
        ])
    func limits(_ limits: SourceLimits, _ count: Int) {
        let rules = Self.spec([], limits: limits).firewallRules(.ipv4).chains[.input] ?? []
        #expect(rules.count == count && rules.allSatisfy(\.isLimit))
        #expect(Self.spec([], limits: limits).firewallRules(.ipv6).count == 0)
    }

    @Test(
        "a rate has the shortest unit with a whole number",
        arguments: [
            (50, 10, "5/sec"), (1, 10, "6/min"), (3, 10, "18/min"), (1, 7_200, "12/day"),
            (5, 86_400, "5/day"), (1, 7, "12343/day"), (1, 90, "40/hour"),
        ])
    func rates(_ connections: Int, _ seconds: Int, _ rate: String) {
        let limits = SourceLimits(period: .seconds(seconds))
        #expect(limits.rate(of: connections) == rate)
    }

    @Test("another limit has another name, because the kernel keeps the settings of a name")
    func limitNames() throws {
        func name(_ limits: SourceLimits) throws -> String {
            let rule = try #require(
                Self.spec([], limits: limits).firewallRules(.ipv4).chains[.input]?.first)
            let words = rule.words
            return words[try #require(words.firstIndex(of: "--hashlimit-name")) + 1]
        }
        let names = try [
            SourceLimits(connections: 50), SourceLimits(connections: 60),
            SourceLimits(connections: 50, period: .seconds(20)),
            SourceLimits(connections: 50, ipv4Prefix: 24),
        ].map(name)
        #expect(Set(names).count == 4 && names.allSatisfy { $0.utf8.count <= 15 })
    }

    @Test("a limit is named by a trace, and does not make a proof fail")
    func limited() {
        let spec = Self.spec([], isLockedDown: true, limits: SourceLimits(connections: 5))
        let passage = Self.passage(spec, "10.8.1.1:5", "10.0.0.1:80")
        #expect(passage.verdict == .accepted)
        #expect(passage.limits.map(\.rule.isLimit) == [true])
        #expect(Self.passage(spec, "10.8.1.1:5", "10.0.0.1:81").limits.isEmpty)
        let made = plan(from: Observed(), to: desired(from: spec, signals: Signals()))
        #expect(made.notes == [] || !made.notes.contains { $0.contains("provable") })
        #expect(made.steps.contains { $0.subject == .firewall(.ipv4) })
    }

    @Test("limits without a number, or of connections that are not tracked, are errors")
    func limitFindings() {
        let tracked = SourceLimits(concurrent: 5)
        var spec = Self.spec([], limits: tracked)
        #expect(validate(spec).map(\.code) == [.untrackedLimit])
        spec.ipvs.sysctls[.connectionTracking] = 1
        #expect(validate(spec) == [])
        #expect(validate(Self.spec([], limits: SourceLimits())).map(\.code) == [.emptyLimits])
    }
}
