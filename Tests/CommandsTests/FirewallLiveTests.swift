import TestSupport
import TestThreads
import Testing

@testable import Commands

/// Rules of other programs beside a running controller, with the program and a kernel's firewall.
@Suite(
    "Rules of other programs beside the controller", .ownThreads,
    .enabled(if: FirewallNamespace.isPossible))
struct FirewallLiveTests {
    private static let begin = """
        printf 'version: 1\\nsafety: {confirm: never}\\nfirewall: {lockdown: {admin: [%s]}}\\n' \\
          192.168.1.0/24 >d.yaml
        echo 'virtualAddresses: [{address: 192.168.1.1/24, interface: v0, external: true}]' >>d.yaml
        printf 'proxies: [{name: shop, listen: "192.168.1.1:8099", ' >>d.yaml
        echo 'servers: [{name: a, address: 127.0.0.1:9}]}]' >>d.yaml
        start
        await has 192.168.1.0/24
        trace() {
          "$ballast" firewall trace --live --from 192.168.1.9 --to 192.168.1.1:8099 >trace ||
            return 1
        }
        # Reasons are in several lines.
        reason() {
          "$ballast" status --runtime run | sed '/^document/q' | tr -s ' \\n' ' ' |
            grep -q -- "$1"
        }
        await trace
        healthy() { ! reason 'the rules of the host'; }

        """

    @Test("a trace is undecided beside another table of nf_tables, and names its chain")
    func tables() throws {
        _ = try ConfirmTests.run(
            Self.begin + """
                nft add table inet other
                nft 'add chain inet other in { type filter hook input priority -10; }'
                trace
                nft add rule inet other in tcp dport 8099 drop
                not trace
                grep -q ': undecided, by the live rules' trace
                grep -q 'inet other in' trace
                grep -q 'iptables alone: accepted' trace
                await '"$ballast" status -v --runtime run | grep -q "inet other in"'
                nft delete table inet other
                trace
                """)
    }

    @Test("a trace follows the packet through the other variant too")
    func variants() throws {
        _ = try ConfirmTests.run(
            Self.begin + """
                other=legacy
                iptables --version | grep -q legacy && other=nft
                iptables-$other -A INPUT -p tcp --dport 8099 -j DROP || exit 0
                not trace
                grep -q ': dropped, by the live rules' trace
                grep -q "filter INPUT rule 1: .* of iptables-$other" trace
                # The controller says so too.
                await reason "'drop tcp .* against .*shop.* of iptables-$other'"
                iptables-$other -F
                trace
                """)
    }

    @Test("a rule of another program against the document degrades status, with events")
    func contradicted() throws {
        _ = try ConfirmTests.run(
            Self.begin + """
                healthy
                for rule in '-t raw -I PREROUTING' '-t mangle -I PREROUTING'; do
                  iptables $rule -p tcp --dport 8099 -j DROP
                  await reason "'the rules of the host drop tcp .* against .*shop.*--dport 8099'"
                  not "$ballast" status --runtime run >/dev/null
                  iptables ${rule%% -I*} -F PREROUTING
                  await healthy
                done
                grep -q 'drift.*the rules of the host drop' log
                grep -q 'recovered.*admit what they must' log
                """)
    }

    @Test("a client is looked up in the files of blocklists, and in the sets of the host")
    func blocklists() throws {
        let output = try ConfirmTests.run(
            """
            printf '198.51.100.0/24\\n2001:db8:9::1\\n' >drop.txt
            echo 'version: 1
            firewall:
              lockdown: {admin: [192.168.1.0/24]}
              blocklists: [{name: drop, file: drop.txt}]
            proxies:
              - {name: shop, listen: "192.168.1.1:8099", servers: [{name: a, address: 127.0.0.1:9}]}
            virtualAddresses: [{address: 192.168.1.1/24, interface: v0, external: true}]' >d.yaml
            trace() { "$ballast" firewall trace -f d.yaml --from $1 --to 192.168.1.1:8099 ${2:-}; }
            not trace 198.51.100.7 >listed
            grep -q ': dropped, by the document' listed
            grep -q 'blocklist drop' listed
            trace 203.0.113.7 >free
            not grep -q 'unless it exceeds' free
            if ! ipset create tried hash:net; then echo 'no sets'; exit; fi
            "$ballast" apply -f d.yaml $places --allow-disruption >/dev/null
            not trace 198.51.100.7 --live >listed
            grep -q ': dropped, by the live rules' listed
            trace 203.0.113.7 --live >free
            """)
        #expect(output.isEmpty || output == "no sets\n")
    }

    @Test("a trace beside a program of iptables that hangs, or prints something else, is an error")
    func unreadable() throws {
        _ = try ConfirmTests.run(
            Self.begin + """
                program=$(readlink -f "$(command -v iptables-save)")
                printf '#!/bin/sh\nexec sleep 100\n' >hangs; chmod 755 hangs
                printf '#!/bin/sh\necho "-A INPUT -s 1.2.3.4 -j DROP"\n' >other; chmod 755 other
                mount --bind hangs $program
                begin=$(date +%s)
                not trace 2>failed
                [ $(($(date +%s) - begin)) -le 12 ]
                grep -q 'does not answer' failed
                umount $program
                mount --bind other $program
                not trace 2>failed
                grep -q 'something else than whole tables' failed
                umount $program
                await trace
                """)
    }
}
