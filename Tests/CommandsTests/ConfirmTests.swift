import Foundation
import TestSupport
import TestThreads
import Testing

@testable import Commands

/// Edits that must be confirmed, with the program, a kernel's firewall and addresses.
///
/// Each test runs in network and process namespaces of its own: all processes end with it.
@Suite("Edits that return by themselves", .ownThreads, .enabled(if: FirewallNamespace.isPossible))
struct ConfirmTests {
    /// Functions for the scripts.
    ///
    /// `v0` is this host's link, `$peer` a process on its other end.
    static let begin = """
        exec 3>&1; ballast=$1; cd "$2"; places="--state state --runtime run"
        ip link set lo up
        ip link add v0 type veth peer name v1
        ip addr add 192.168.1.1/24 dev v0; ip link set v0 up
        unshare -n sleep 1000 & peer=$!
        until [ "$(readlink /proc/$peer/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
        ip link set v1 netns $peer
        nsenter -t $peer -n sh -c 'ip addr add 192.168.1.9/24 dev v1; ip link set v1 up'
        answers() { "$ballast" status --runtime run >/dev/null 2>&1 || [ $? = 3 ]; }
        start() {
          "$ballast" run -f d.yaml $places >>log 2>&1 & pid=$!
          until answers; do sleep 0.05; done
        }
        document() {
          printf 'version: 1\\nsafety: {confirm: %s}\\n%s\\n' "$1" "$2" >new
          mv new d.yaml
        }
        confirm() { "$ballast" confirm --same-session --runtime run --state state; }
        lockdown() { document "$1" "firewall: {lockdown: {admin: [$2]}}"; }
        await() {
          for i in $(seq 1200); do if eval "$*"; then return; fi; sleep 0.05; done
          echo "never: $*"; "$ballast" status -v --runtime run || true; cat log
          iptables-save; exit 1
        }
        has() { iptables-save | grep -q -- "-s $1 "; }
        not() { if "$@"; then echo "succeeded: $*" >&3; exit 1; fi; }
        # A port without a listener refuses at once; a dropped packet has no answer.
        admits() {
          nsenter -t $peer -n timeout 1 bash -c '</dev/tcp/192.168.1.1/22' 2>/dev/null
          [ $? = 1 ]
        }
        hasAddress() { ip -o addr show dev v0 | grep -q "inet $1/"; }

        """

    private func run(_ script: String) throws -> String { try Self.run(script) }

    /// Runs a script in namespaces of its own, and returns its output.
    static func run(_ script: String) throws -> String {
        let file = try Scratch(begin + script, name: "script")
        let program = Program.folder.appending(path: "ballast").path
        return try shell(
            "env -u SSH_CONNECTION unshare -n -p -f --kill-child --mount-proc "
                + "bash -eu \(file.path) \(program) \(file.folder)")
    }

    @Test("a wrong admin network returns by itself, also when the controller is killed at once")
    func lockout() throws {
        let output = try run(
            """
            lockdown 1h 192.168.1.0/24
            start
            await has 192.168.1.0/24
            await admits
            await confirm '2>/dev/null'
            for killed in no yes; do
              lockdown 6s 10.9.0.0/16
              await has 10.9.0.0/16
              if [ $killed = yes ]; then kill -9 $pid; start; fi
              await has 192.168.1.0/24
              not has 10.9.0.0/16
              await admits
              await 'grep -q 10.9.0.0/16 d.yaml && "$ballast" status --runtime run | grep -q BAL261'
              "$ballast" rollback $places >&2
              grep -q 192.168.1.0/24 d.yaml
              await '! "$ballast" status --runtime run | grep -q BAL261'
            done
            # A session that began before the edit proves nothing about another one.
            cp /bin/bash sshd; mkfifo gate
            ./sshd -c 'read line <gate; "$@" 2>older; echo $? >status' sh \
              "$ballast" confirm $places & session=$!
            # A confirmed edit stays, over a crash after its time too.
            lockdown 1h 172.16.0.0/12
            await has 172.16.0.0/12
            not admits
            not "$ballast" status --runtime run >/dev/null
            echo >gate; wait $session
            grep -q 1 status
            grep -q 'this SSH session began before the edit' older
            not "$ballast" confirm $places 2>/dev/null
            not ./sshd -c '"$@"; exit $?' sh "$ballast" confirm $places 2>unknown
            grep -q 'the client of this SSH session is unknown' unknown
            SSH_CONNECTION='192.168.1.9 5000 192.168.1.1 22' \
              ./sshd -c '"$@"; true' sh "$ballast" confirm $places
            not "$ballast" confirm $places 2>/dev/null
            kill -9 $pid; start
            await '"$ballast" status --runtime run >/dev/null'
            has 172.16.0.0/12
            not has 192.168.1.0/24
            "$ballast" history --state state
            """)
        #expect(output.contains("confirmed: generation 4"), "\(output)")
        let rows = output.split(separator: "\n").filter { $0.contains("Z  run ") }
        #expect(rows.count == 4 && rows.count { $0.contains("reverted") } == 2, "\(output)")
    }

    @Test("a virtual address that was changed returns by itself")
    func addresses() throws {
        _ = try run(
            """
            address() { document "$1" "virtualAddresses: [{address: $2/24, interface: v0}]"; }
            address 6s 192.168.1.100
            start
            await hasAddress 192.168.1.100
            address 6s 192.168.1.101
            await hasAddress 192.168.1.101
            kill -9 $pid; start
            await hasAddress 192.168.1.100
            await '! hasAddress 192.168.1.101'
            """)
    }

    @Test("a removed runtime directory does not keep an edit from being confirmed")
    func removedDirectory() throws {
        _ = try run(
            """
            lockdown 1h 192.168.1.0/24
            start
            await has 192.168.1.0/24
            await confirm '2>/dev/null'
            lockdown 1h 10.9.0.0/16
            await has 10.9.0.0/16
            await '"$ballast" status --runtime run | grep -q "is undone at"'
            rm -rf run
            confirm
            "$ballast" status --runtime run >/dev/null
            """)
    }

    @Test("a server that is drained over an unconfirmed edit stays drained after it")
    func drained() throws {
        _ = try run(
            """
            servers() {
              document 6s "firewall: {lockdown: {admin: [$1]}}
            proxies:
              - {name: p, listen: 127.0.0.1:8098, servers: [
                  {name: a, address: 127.0.0.1:1}, {name: b, address: 127.0.0.1:2}]}"
            }
            servers 192.168.1.0/24
            start
            await has 192.168.1.0/24
            await confirm '2>/dev/null'
            servers 10.9.0.0/16
            await has 10.9.0.0/16
            "$ballast" drain p/a -f d.yaml --socket run/ballast.sock >/dev/null 2>notes
            grep -q 'this change stays then' notes
            await has 192.168.1.0/24
            "$ballast" rollback $places >/dev/null
            grep -q 'name: a, address: 127.0.0.1:1, state: drain' d.yaml
            grep -q 192.168.1.0/24 d.yaml
            """)
    }

    @Test("apply --confirm undoes its edit, unless it is confirmed, also after its end")
    func apply() throws {
        let output = try run(
            """
            lockdown never 192.168.1.0/24
            # The first document returns to no firewall at all.
            not "$ballast" apply -f d.yaml $places --confirm 1s >/dev/null 2>&1
            not has 192.168.1.0/24
            not "$ballast" apply -f d.yaml $places >/dev/null 2>&1
            "$ballast" apply -f d.yaml $places --allow-disruption >/dev/null
            await admits
            lockdown never 10.9.0.0/16
            not "$ballast" apply -f d.yaml $places --confirm 1s --message wrong >/dev/null 2>error
            grep -q 'applied again' error
            has 192.168.1.0/24
            await admits
            "$ballast" apply -f d.yaml $places --confirm 1h >/dev/null 2>&1 & apply=$!
            await has 10.9.0.0/16
            not "$ballast" confirm $places 2>/dev/null
            await confirm '2>/dev/null'
            not "$ballast" apply -f d.yaml $places --confirm 1h >/dev/null 2>&1
            wait $apply
            has 10.9.0.0/16
            # Killed while it waits: the next controller undoes the edit.
            lockdown never 172.16.0.0/12
            "$ballast" apply -f d.yaml $places --confirm 6s >/dev/null 2>&1 & apply=$!
            await has 172.16.0.0/12
            kill -9 $apply
            start
            await has 10.9.0.0/16
            not has 172.16.0.0/12
            "$ballast" history --state state
            """)
        #expect(output.contains("wrong"), "\(output)")
    }

    @Test("the history, its differences and a rollback, with comments and the author")
    func history() throws {
        let output = try run(
            """
            servers() {
              printf 'version: 1\\nproxies:\\n  - name: shop\\n    listen: 127.0.0.1:8099\\n'
              printf '    servers:\\n'
              for i in $(seq $1); do echo "      - {name: a$i, address: 127.0.0.1:$i}  # $2"; done
            }
            servers 4 first >d.yaml; cp d.yaml first.yaml
            start
            await '"$ballast" history --state state | grep -q "^[*] *1 "'
            "$ballast" drain shop/a1 -f d.yaml --runtime run -m 'ticket 4711' >/dev/null
            await '"$ballast" history --state state | grep -q "^[*] *2 .*ticket 4711"'
            "$ballast" history shop --state state --json >history.json
            not "$ballast" history none --state state 2>/dev/null
            "$ballast" diff 1 2 --state state --runtime run | grep -q '^+.*state: drain'
            [ $("$ballast" diff 1 --exit-code --state state --runtime run >/dev/null; echo $?) = 2 ]
            "$ballast" diff --exit-code --state state --runtime run
            "$ballast" rollback --dry-run $places | grep -q '^-.*state: drain'
            "$ballast" rollback $places
            cmp d.yaml first.yaml
            await '"$ballast" history --state state | grep -q "^[*] *3 .*rollback to generation 1"'
            # A mistake was never in force, and is not overwritten unasked.
            echo mistake >>d.yaml
            not "$ballast" rollback $places 2>/dev/null
            grep -q mistake d.yaml
            "$ballast" rollback $places --discard
            cmp d.yaml first.yaml
            # A document that was removed returns, for root alone.
            rm d.yaml
            "$ballast" rollback $places -f d.yaml
            cmp d.yaml first.yaml
            [ $(stat -c %a d.yaml) = 600 ]
            # A removal is withheld until it is named.
            servers 1 last >d.yaml
            await '"$ballast" status --runtime run | grep -q BAL260'
            "$ballast" apply -f d.yaml $places --allow-removal --json >handed.json
            grep -q '"controller" : ".*/d.yaml"' handed.json
            await '"$ballast" history --state state | grep -q "^[*] *4 "'
            # A copy is written over the document, and back.
            cp first.yaml next.yaml
            "$ballast" apply -f next.yaml $places --confirm 2s
            await cmp -s d.yaml first.yaml
            await '! cmp -s d.yaml first.yaml'
            servers 1 last | cmp d.yaml -
            await '"$ballast" history --state state | grep -q "^[*] *4 "'
            # A controller that is killed as soon as the file is written still undoes the edit.
            sed 's/a1,/b1,/' d.yaml >next.yaml; cp d.yaml last.yaml
            "$ballast" apply -f next.yaml $places --confirm 6s &
            until cmp -s d.yaml next.yaml; do :; done
            kill -9 $pid; start
            await '"$ballast" status --runtime run | grep -q "undone at"'
            await cmp -s d.yaml last.yaml
            # The first document of another path is compared with the one in force.
            kill $pid; wait $pid || true
            printf 'version: 1\n' >other.yaml
            servers 4 first >d.yaml
            "$ballast" apply -f d.yaml $places >/dev/null
            "$ballast" apply -f other.yaml $places 2>&1 | grep -q BAL260
            "$ballast" history --state state --json >all.json
            cat all.json
            """)
        let begin = try #require(output.firstIndex(of: "{"))
        try AnswerForm.history.verify(String(output[begin...]))
        #expect(output.contains("\"kind\" : \"command\""))
    }
}

/// A namespace with a firewall of its own.
enum FirewallNamespace {
    /// Whether this user can make one in this kernel.
    static let isPossible: Bool =
        geteuid() == 0
        && (try? shell("unshare -n -p -f --mount-proc sh -c 'iptables -S && ip6tables -S'")) != nil
}
