import TestSupport
import TestThreads
import Testing

@testable import Commands

/// The history while the controller can't write it, with the program.
@Suite("A full state directory", .ownThreads, .enabled(if: FirewallNamespace.isPossible))
struct HistoryGapTests {
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
}
