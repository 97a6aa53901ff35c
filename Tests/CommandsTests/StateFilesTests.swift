import TestSupport
import TestThreads
import Testing

@testable import Commands

/// The state directory while it is full, restored, or changed by hand, with the program.
@Suite("The files of the state", .ownThreads, .enabled(if: FirewallNamespace.isPossible))
struct StateFilesTests {
    @Test("history, diff and rollback say that documents are missing, until there is room")
    func full() throws {
        _ = try ConfirmTests.run(
            """
            mkdir state; chmod 755 state; mount -t tmpfs -o size=256k,mode=755 none state
            document never ''
            start
            listed() { "$ballast" history --state state --runtime run 2>said | grep -c .; }
            await '[ "$(listed)" = 2 ]'
            [ ! -s said ]
            dd if=/dev/zero of=state/fill bs=4k 2>/dev/null || true
            document never 'health: {interval: 7s}'
            await 'listed >/dev/null && grep -q "make room there" said'
            grep -q 'the history lacks the latest documents' said
            "$ballast" diff 1 -f d.yaml --state state --runtime run 2>said
            grep -q 'the history lacks the latest documents' said
            not "$ballast" rollback -f d.yaml $places 2>said
            grep -q 'is not in the history' said
            rm state/fill
            begin=$(date +%s)
            await '[ "$(listed)" = 3 ] && [ ! -s said ]'
            [ $(($(date +%s) - begin)) -le 20 ]
            """)
    }

    @Test("a restored history confirms nothing: a lock-down waits for its confirmation again")
    func restored() throws {
        _ = try ConfirmTests.run(
            """
            lockdown 1h 192.168.1.0/24
            start
            await has 192.168.1.0/24
            await confirm '2>/dev/null'
            "$ballast" backup b.tar -f d.yaml --state state --runtime run 2>/dev/null
            kill $pid; wait $pid || true
            "$ballast" factory-reset -f d.yaml $places --yes >/dev/null
            [ ! -e d.yaml ]; not has 192.168.1.0/24
            "$ballast" restore b.tar -f d.yaml $places >/dev/null 2>&1
            "$ballast" history --state state --runtime run >listed
            not grep -q '^[*]' listed
            start
            await has 192.168.1.0/24
            await '"$ballast" status --runtime run | grep -q "without .ballast confirm"'
            "$ballast" history --state state --runtime run | grep -q unconfirmed
            await confirm '2>/dev/null'
            """)
    }

    @Test("a ledger that is removed is written again, with an event")
    func ledger() throws {
        _ = try ConfirmTests.run(
            """
            document never \
              'virtualAddresses: [{address: 192.168.1.100/24, interface: v0}]'
            start
            await hasAddress 192.168.1.100
            await '[ -e state/ledger.json ]'
            rm state/ledger.json
            await 'grep -q 192.168.1.100 state/ledger.json 2>/dev/null'
            await 'grep -q "written again: the ledger" log'
            """)
    }

    @Test("a reset beside a document that is a mount removes nothing")
    func mounted() throws {
        _ = try ConfirmTests.run(
            """
            document never \
              'virtualAddresses: [{address: 192.168.1.100/24, interface: v0}]'
            mkdir etc; : >etc/d.yaml; mount --bind d.yaml etc/d.yaml
            "$ballast" apply -f etc/d.yaml $places >/dev/null
            hasAddress 192.168.1.100; [ -e state/accepted.yaml ]
            find state -type f ! -name '*.lock' -exec sha256sum {} + >before
            not "$ballast" factory-reset -f etc/d.yaml $places --yes >/dev/null 2>refused
            grep -q 'nothing was removed: .*it is mounted there' refused
            sha256sum -c --quiet before
            hasAddress 192.168.1.100
            umount etc/d.yaml
            """)
    }
}
