import Addresses
import Glibc
import Model
import Planning
import Seeds
import TestThreads
import Testing

@testable import Kernel

/// Changes by hand at random, beside rules of other programs.
///
/// `BALLAST_FIREWALL_CHANGES` is the number of changes in both variants.
@Suite("Random changes by hand", .enabled(if: FirewallKernel.isAvailable), .ownThreads)
struct FirewallDriftTests {
    private static let changes =
        getenv("BALLAST_FIREWALL_CHANGES").flatMap { Int(String(cString: $0)) } ?? 40
    private static let families = AddressFamily.allCases

    /// A document with rules of every kind in each table of both families.
    private static func document() throws -> Spec {
        var spec = Spec()
        for (index, place) in ["10.0.0.1:80", "[2001:db8::1]:80", "10.0.0.1:443"].enumerated() {
            var service = Service(
                name: "s\(index)", key: .listen(.tcp, try #require(Endpoint(place))))
            service.limits = SourceLimits(connections: 10)
            spec.services.append(service)
        }
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(
            admin: [
                try #require(Prefix("192.168.1.0/24")), try #require(Prefix("2001:db8:1::/64")),
            ])
        firewall.marks = [
            Firewall.Mark(
                mark: 7,
                addresses: [
                    try #require(IPAddress("10.0.0.66")), try #require(IPAddress("2001:db8::66")),
                ], ports: [20...21, 1024...65_535])
        ]
        firewall.masquerade = [
            Firewall.Masquerade(source: try #require(Prefix("192.168.2.0/24")), interface: "eth1"),
            Firewall.Masquerade(source: try #require(Prefix("2001:db8:2::/64")), interface: "eth1"),
        ]
        firewall.forwards = [
            Firewall.Forward(
                listen: try #require(Endpoint("[2001:db8::1]:2222")),
                to: try #require(Endpoint("[fd00::2]:22"))),
            Firewall.Forward(
                listen: try #require(Endpoint("10.0.0.1:2222")),
                to: try #require(Endpoint("192.168.2.2:22"))),
        ]
        firewall.rules = [
            Firewall.RawRule("-m limit --limit 5/min -j LOG --log-prefix \"a b\""),
            Firewall.RawRule("-p udp --dport 53 -j CT --notrack", in: "raw PREROUTING"),
            Firewall.RawRule("-p tcp --syn --dport 9100 -j ACCEPT"),
        ]
        spec.firewall = firewall
        return spec
    }

    /// Rules of other programs, in five chains of each family.
    private static let strangers = [
        "-N OTHER", "-A OTHER -p tcp --dport 9 -j RETURN", "-A INPUT -j OTHER",
        "-A FORWARD -p udp --dport 9 -j DROP", "-t nat -A POSTROUTING -o eth9 -j MASQUERADE",
        "-t mangle -A PREROUTING -p tcp --dport 9 -j MARK --set-mark 0x9",
        "-t raw -A OUTPUT -p udp --dport 9 -j CT --notrack",
    ]

    @Test(
        "each change is undone by one step, and rules of other programs stay",
        arguments: FirewallKernel.variants)
    func undone(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let change = RandomChange(variant: variant)
            for family in Self.families {
                for words in Self.strangers {
                    try Namespace.run("\(change.program(family)) \(words)")
                }
            }
            let host = try KernelHost(firewall: variant)
            let spec = try Self.document()
            var ledger = Ledger()
            #expect(try FirewallVariantTests.converge(host, to: spec, &ledger).count == 2)
            var before: [AddressFamily: [String]] = [:]
            var strangers: [AddressFamily: [String]] = [:]
            for family in Self.families {
                before[family] = try change.lines(family)
                strangers[family] = try change.strangers(family)
            }
            var numbers = SeededNumbers(seed: 12)
            var made = 0
            var tried = 0
            while made < Self.changes / 2, tried < Self.changes * 2 {
                tried += 1
                let family = numbers.pick(Self.families)
                guard let words = try change.make(family, using: &numbers),
                    try change.lines(family) != before[family]
                else { continue }
                made += 1
                let steps = try FirewallVariantTests.converge(host, to: spec, &ledger)
                #expect(steps.count == 1, "\(made): \(words): \(steps)")
                #expect(
                    try FirewallVariantTests.converge(host, to: spec, &ledger) == [],
                    "\(made): \(words)")
                #expect(try change.strangers(family) == strangers[family], "\(made): \(words)")
                before[family] = try change.lines(family)
            }
            #expect(made == Self.changes / 2, "of \(tried) tries")
            print("firewall: \(variant): \(made) changes by hand were undone")
        }
    }
}
