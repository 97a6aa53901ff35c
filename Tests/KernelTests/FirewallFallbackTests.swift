import Addresses
import Model
import Planning
import TestThreads
import Testing

@testable import Kernel

/// A host whose own iptables is the variant of nf_tables, with a kernel that has only older tables:
/// the kernel of the lab.
@Suite("The other variant of iptables", .enabled(if: OlderTables.areAlone), .ownThreads)
struct FirewallFallbackTests {
    @Test("it is used where the kernel holds no rules of the host's own, with the reason")
    func fallback() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            var ledger = Ledger()
            var firewall = Firewall()
            firewall.lockdown = Firewall.Lockdown(
                admin: [try #require(Prefix("192.168.1.0/24"))])
            var spec = Spec()
            spec.firewall = firewall
            let steps = try FirewallVariantTests.converge(host, to: spec, &ledger)
            #expect(steps.count == 2)
            let saved = try Namespace.run("iptables-legacy-save; ip6tables-legacy-save")
            #expect(saved.split(separator: "\n").count { $0 == "-A INPUT -j BALLAST-INPUT" } == 2)
            let support = try #require(
                try host.observe(Scope(domains: [.firewall])).firewallSupport)
            #expect(support.backend == .legacy)
            #expect(support.reason?.contains("iptables-nft") == true, "\(support)")
            #expect(support.notes.count == 1)
            #expect(try FirewallVariantTests.converge(host, to: spec, &ledger) == [])
        }
    }
}
