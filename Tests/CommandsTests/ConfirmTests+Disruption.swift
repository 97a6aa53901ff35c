import TestThreads
import Testing

/// Plans that may disrupt, handed to a running controller.
extension ConfirmTests {
    /// A node with two addresses, and a controller; the session of the administrator is at the
    /// second one.
    private static let node = """
        node() {
          printf 'version: 1\\nsafety: {confirm: never}\\ncluster: {name: s, nodes: [{name: lb1, '
          printf 'network: {interfaces: [{name: v0, addresses: [%s]}]}}]}\\n' "$1"
        }
        places="$places --node lb1"
        both='192.168.1.1/24, 10.50.0.1/24'
        node "$both" >d.yaml; cp d.yaml both.yaml
        node 192.168.1.1/24 >one.yaml
        start
        await hasAddress 10.50.0.1
        await '"$ballast" history --state state | grep -q "^[*] *1 "'
        session='10.50.0.9 4000 10.50.0.1 22'

        """

    @Test("an edit that cuts the session is refused beside a controller too, unless it is meant")
    func handedCut() throws {
        _ = try Self.run(
            Self.node + """
                cut() { SSH_CONNECTION=$session "$ballast" apply -f one.yaml $places "$@"; }
                not cut --now -m x 2>error
                grep -q 'may cut the administrator' error
                grep -q -- '--allow-disruption' error
                cmp d.yaml both.yaml
                hasAddress 10.50.0.1
                # It returns by itself.
                cut --confirm 2s
                await '! hasAddress 10.50.0.1'
                await hasAddress 10.50.0.1
                await cmp -s d.yaml both.yaml
                cut --now -m x --allow-disruption
                await '! hasAddress 10.50.0.1'
                # Without a session, the removal of an address may reset connections.
                cp both.yaml next.yaml
                "$ballast" apply -f next.yaml $places --now -m x
                await hasAddress 10.50.0.1
                not "$ballast" apply -f one.yaml $places --now -m x 2>error
                grep -q 'may reset' error
                hasAddress 10.50.0.1
                "$ballast" apply -f one.yaml $places --now -m x --allow-disruption
                await '! hasAddress 10.50.0.1'
                """)
    }

    @Test("a rollback of several edits that await a confirmation returns to the confirmed document")
    func rollbackOfSeveral() throws {
        _ = try Self.run(
            """
            lockdown 1h 192.168.1.0/24
            start
            await has 192.168.1.0/24
            await confirm '2>/dev/null'
            lockdown 1h 10.9.0.0/16
            await has 10.9.0.0/16
            echo '# more' >>d.yaml
            await '"$ballast" history --state state | grep -q "^[*] *3 "'
            "$ballast" rollback $places --allow-disruption
            grep -q 192.168.1.0/24 d.yaml
            await has 192.168.1.0/24
            """)
    }

    @Test("a rollback and a restore that cut the session are refused, unless they are meant")
    func returned() throws {
        _ = try Self.run(
            """
            exec 2>&1
            """ + "\n" + Self.node + """
                mkdir -p backup
                cp one.yaml d.yaml
                await '! hasAddress 10.50.0.1'
                await '"$ballast" history --state state | grep -q "^[*] *2 "'
                "$ballast" backup backup/one.tar -f d.yaml --state state
                cp both.yaml d.yaml
                await hasAddress 10.50.0.1
                await '"$ballast" history --state state | grep -q "^[*] *3 "'
                export SSH_CONNECTION=$session
                not "$ballast" rollback 2 $places 2>error
                grep -q 'may cut the administrator' error
                not "$ballast" restore backup/one.tar -f d.yaml $places 2>error
                grep -q 'may cut the administrator' error
                cmp d.yaml both.yaml
                hasAddress 10.50.0.1
                "$ballast" rollback 2 $places --allow-disruption
                await '! hasAddress 10.50.0.1'
                "$ballast" rollback 3 $places
                await hasAddress 10.50.0.1
                "$ballast" restore backup/one.tar -f d.yaml $places --allow-disruption
                await '! hasAddress 10.50.0.1'
                """)
    }

    @Test("apply beside a controller names the change window, not the controller")
    func window() throws {
        _ = try Self.run(
            """
            # The day after tomorrow, in every time zone.
            day=$(date -u -d '+2 days' +%a | tr A-Z a-z)
            page() {
              printf 'version: 1\\nsafety: {windows: [{days: %s, timeZone: UTC}]}\\n' $day
              printf 'proxies: [{name: p, listen: "127.0.0.1:%s", ' "$1"
              echo 'servers: [{name: a, address: 127.0.0.1:9}]}]'
            }
            page 8099 >d.yaml
            start
            await '"$ballast" history --state state | grep -q "^[*] *1 "'
            page 8098 >d.yaml
            not "$ballast" apply -f d.yaml $places 2>error
            grep -q 'BAL264' error
            not grep -q "cannot become" error
            """)
    }

    @Test("an edit that awaits its confirmation is undone after a reboot, with nothing left of it")
    func reboot() throws {
        _ = try Self.run(
            """
            site() {
              document 4s "virtualAddresses: [{address: $1/24, interface: v0}]
            firewall: {lockdown: {admin: [$2]}}"
            }
            site 192.168.1.100 192.168.1.0/24
            start
            await has 192.168.1.0/24
            await confirm '2>/dev/null'
            await hasAddress 192.168.1.100
            site 192.168.1.101 10.9.0.0/16
            await has 10.9.0.0/16
            await hasAddress 192.168.1.101
            kill -9 $pid; wait $pid || true
            # The state directory is all that a reboot leaves.
            rm -rf run
            for six in '' 6; do
              for table in raw mangle nat filter; do
                ip${six}tables -t $table -F; ip${six}tables -t $table -X
              done
            done
            ip addr flush dev v0; ip addr add 192.168.1.1/24 dev v0
            boot=$(cat /proc/sys/kernel/random/boot_id)
            grep -q "$boot" state/unconfirmed.json
            sed -i "s/$boot/11111111-2222-3333-4444-555555555555/" state/unconfirmed.json
            start
            await has 192.168.1.0/24
            not has 10.9.0.0/16
            await hasAddress 192.168.1.100
            not hasAddress 192.168.1.101
            await admits
            grep -q 10.9.0.0/16 d.yaml
            await '"$ballast" status --runtime run | grep -q BAL261'
            """)
    }
}
