import Addresses
import Model
import Testing

@testable import Planning

/// Rules of services that leave, and of families that can't be loaded.
@Suite("Firewall rules while something is missing")
struct FirewallLeavingTests {
    private static func marked(_ mark: UInt32) -> Spec {
        var spec = Spec()
        var firewall = Firewall()
        firewall.marks = [Firewall.Mark(mark: mark, addresses: ["10.0.0.66"], ports: [80...80])]
        spec.firewall = firewall
        return spec
    }

    private static func locked(_ services: [Service]) -> Spec {
        var spec = Spec(services: services)
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(admin: ["192.168.1.0/24", "2001:db8::/32"])
        if !services.isEmpty {
            firewall.lockdown?.allow = [Firewall.Allowance(service: "web", from: ["10.8.0.0/16"])]
        }
        spec.firewall = firewall
        return spec
    }

    private static func observed(_ spec: Spec) -> Observed {
        var observed = Observed()
        observed.firewall = FirewallWishes(of: spec)?.rules ?? [:]
        return observed
    }

    private static let key = ServiceKey.listen(.tcp, "10.0.0.66:80")

    @Test("new connections get the document's mark while the service of another one leaves")
    func marks() throws {
        let wishes = try #require(FirewallWishes(of: Self.marked(2)))
        let rules = try #require(
            wishes.rules(
                of: .ipv4, leaving: [.mark(1, .ipv4)], at: Self.observed(Self.marked(1))))
        #expect(rules.chains[.marks]?.count == 2)
        let packet = FirewallPacket(from: "198.51.100.7:40000", to: "10.0.0.66:80")
        let passage = FirewallPassage(packet, through: FirewallTables(rules)) { _ in true }
        #expect(passage.packet.mark == 2)
    }

    @Test("a mark that leaves gives way to the services that listen at its places")
    func replaced() throws {
        var former = Self.marked(1)
        former.firewall?.marks[0].ports = [80...80, 443...443]
        var spec = Self.locked([Service(name: "web", key: Self.key)])
        spec.firewall?.lockdown?.allow = []
        let wishes = try #require(FirewallWishes(of: spec))
        var observed = Self.observed(former)
        let address: IPAddress = "10.0.0.66"
        func mark(_ port: UInt16) throws -> UInt32 {
            let rules = try #require(
                wishes.rules(of: .ipv4, leaving: [.mark(1, .ipv4)], at: observed))
            observed.firewall[.ipv4] = rules
            let packet = FirewallPacket(
                from: "198.51.100.7:40000", to: Endpoint(address, port: port))
            return FirewallPassage(packet, through: FirewallTables(rules)) { _ in true }
                .packet.mark
        }
        // The new service is not there yet.
        #expect(try mark(80) == 1)
        observed.services[Self.key] = .holding(VirtualService(key: Self.key), [])
        for _ in 0..<2 {
            #expect(try mark(80) == 0)
            #expect(try mark(443) == 1)
        }
        // A look that does not read the services keeps that.
        observed.services = [:]
        #expect(try mark(80) == 0)
    }

    @Test("marks stay for a service that drains, also where the document has no firewall any more")
    func withoutFirewall() {
        let key = ServiceKey.mark(1, .ipv4)
        var observed = Self.observed(Self.marked(1))
        observed.ledger.firewall = [.ipv4]
        observed.ledger.services = [key: LedgerEntry()]
        observed.services = [
            key: .holding(
                VirtualService(key: key),
                [(Destination(endpoint: "10.0.0.11:0"), ConnectionCounts(active: 9))])
        ]
        func steps() -> [StepSubject] {
            plan(from: observed, to: desired(from: Spec(), signals: Signals())).steps
                .filter { $0.domain == .firewall }.map(\.subject)
        }
        #expect(steps() == [])
        observed.services = [:]
        #expect(steps() == [.firewall(.ipv4)])
    }

    @Test("a service that leaves admits the clients that it admitted before, and no others")
    func restricted() throws {
        let wishes = try #require(FirewallWishes(of: Self.locked([])))
        let before = Self.observed(Self.locked([Service(name: "web", key: Self.key)]))
        let rules = try #require(wishes.rules(of: .ipv4, leaving: [Self.key], at: before))
        func verdict(_ client: Endpoint) -> FirewallVerdict {
            let packet = FirewallPacket(from: client, to: "10.0.0.66:80")
            return FirewallPassage(packet, through: FirewallTables(rules)) { _ in true }.verdict
        }
        #expect(verdict("10.8.1.1:40000") == .accepted)
        #expect(verdict("198.51.100.7:40000") == .dropped)
        // The rules of the next look are the same.
        var next = before
        next.firewall[.ipv4] = rules
        #expect(wishes.rules(of: .ipv4, leaving: [Self.key], at: next) == rules)
        // A lock-down that is new admits all clients of a service that leaves with its edit.
        let open = try #require(wishes.rules(of: .ipv4, leaving: [Self.key], at: Observed()))
        let stranger = FirewallPacket(from: "198.51.100.7:40000", to: "10.0.0.66:80")
        #expect(
            FirewallPassage(stranger, through: FirewallTables(open)) { _ in true }.verdict
                == .accepted)
    }

    @Test("rules of one family are loaded while those of the other can't be read or are not needed")
    func families() {
        let wanted = desired(from: Self.locked([]), signals: Signals())
        var observed = Observed()
        observed.firewallSupport = FirewallSupport(.nft)
        observed.firewallSupport?.unreadable = [.ipv6]
        observed.firewallSupport?.obstacle = "ip6tables-save failed"
        let made = plan(from: observed, to: wanted)
        #expect(made.steps.filter { $0.domain == .firewall }.map(\.subject) == [.firewall(.ipv4)])
        #expect(made.waiting.contains(.firewall(.ipv6)))
        #expect(made.notes.contains("ip6tables-save failed"))
        observed.firewallSupport = FirewallSupport(.nft)
        observed.firewallSupport?.absent = [.ipv6]
        let alone = plan(from: observed, to: wanted)
        #expect(alone.steps.filter { $0.domain == .firewall }.map(\.subject) == [.firewall(.ipv4)])
        #expect(!alone.waiting.contains(.firewall(.ipv6)))
    }

    @Test("a service of a mark stays until the rules without its mark are loaded")
    func kept() throws {
        let rules = Self.marked(2).firewallRules(.ipv4)
        let failed = Outcome(
            step: .firewall(.load(rules, from: nil)),
            result: .failed(HostFailure(operation: "load", reason: "busy")))
        func reason(_ outcomes: [Outcome], _ key: ServiceKey) -> String? {
            IPVSStep.removeService(key).reasonToWithhold(
                AddressGuard(outcomes, present: Observed(), leaving: [], desired: Desired()))
        }
        #expect(reason([failed], .mark(1, .ipv4)) != nil)
        #expect(reason([], .mark(1, .ipv4)) == nil)
        #expect(reason([failed], .mark(1, .ipv6)) == nil)
        #expect(reason([failed], Self.key) == nil)
    }

    @Test("a table that iptables can't print is no table without rules")
    func incompatible() {
        let note = "Table `filter' is incompatible, use 'nft' tool."
        let tables = FirewallTables(
            "# Generated by iptables-save\n# \(note)\n*nat\nCOMMIT\n", family: .ipv4)
        #expect(tables.incompatibility == note)
        let other = FirewallTables("# Generated by iptables-save\n*nat\nCOMMIT\n", family: .ipv4)
        #expect(other.incompatibility == nil)
    }

    @Test("a rule that enters our chains is removed by the words that iptables prints")
    func printed() throws {
        let line = "-m state --state NEW -m recent --rcheck --name x -j BALLAST-INPUT"
        let tables = FirewallTables(
            "*filter\n:INPUT ACCEPT [1:2]\n:BALLAST-INPUT - [0:0]\n[3:4] -A INPUT \(line)\n"
                + "COMMIT\n", family: .ipv4)
        let found = try #require(tables.ours)
        let text = FirewallRuleset(.ipv4).restoration(from: found)
        #expect(text.contains("\n-D INPUT \(line)\n"))
    }
}
