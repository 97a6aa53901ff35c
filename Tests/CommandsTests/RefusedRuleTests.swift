import TestSupport
import TestThreads
import Testing

@testable import Commands

/// Rules that the host's iptables refuses, beside a controller.
@Suite("Refused firewall rules", .ownThreads, .enabled(if: FirewallNamespace.isPossible))
struct RefusedRuleTests {
    @Test("a document with a refused rule is rejected as a whole, and its correction accepted")
    func rejected() throws {
        _ = try ConfirmTests.run(
            """
            rules() {
              document never "virtualAddresses: [{address: $1/24, interface: v0}]
            firewall:
              rules:
                - {rule: -s $2 -p tcp --dport 9100 -j ACCEPT}
                - {rule: $3}"
            }
            rejected() { "$ballast" status --runtime run 2>/dev/null | grep -q BAL252; }
            good='-p tcp --dport 9101 -j ACCEPT'
            rules 192.168.1.100 10.1.0.0/16 "$good"
            start
            await has 10.1.0.0/16
            await hasAddress 192.168.1.100
            rules 192.168.1.101 10.2.0.0/16 '-m nosuchmatch -j ACCEPT'
            await rejected
            "$ballast" status --runtime run >&2 || true
            has 10.1.0.0/16
            hasAddress 192.168.1.100
            not hasAddress 192.168.1.101
            # The same rule is refused again.
            rules 192.168.1.102 10.3.0.0/16 '-m nosuchmatch -j ACCEPT'
            sleep 3
            rejected
            not hasAddress 192.168.1.102
            rules 192.168.1.101 10.2.0.0/16 "$good"
            await has 10.2.0.0/16
            await hasAddress 192.168.1.101
            not rejected
            # A start with a refused rule keeps the document that was accepted.
            kill -9 $pid
            rules 192.168.1.103 10.4.0.0/16 '-m nosuchmatch -j ACCEPT'
            start
            await rejected
            has 10.2.0.0/16
            not hasAddress 192.168.1.103
            """)
    }
}
