import Addresses
import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller

@Suite("ballast firewall and render iptables", .ownThreads)
struct FirewallCommandTests {
    private static let lockdown = "\(Examples.folder.path)/lockdown/ballast.yaml"

    @Test(
        "a trace names the rule that decides",
        arguments: [
            ("198.51.100.7", "10.0.0.100:80", "service web", 0),
            ("198.51.100.7", "10.0.0.101:80", "proxy shop", 0),
            ("198.51.100.7", "10.0.0.100:22", "lock-down", 1),
            ("192.168.1.9", "10.0.0.21:22", "administration", 0),
            ("192.168.1.9", "10.0.0.101:7777", "administration", 0),
            ("198.51.100.7", "10.0.0.101:7777", "lock-down", 1),
            ("10.8.3.4", "10.0.0.100:3389", "service terminal", 0),
            ("198.51.100.7", "10.0.0.100:3389", "lock-down", 1),
            ("2001:db8:9::1", "[2001:db8::100]:80", "service web6", 0),
            ("2001:db8:9::1", "[2001:db8::100]:22", "lock-down", 1),
        ])
    func trace(_ from: String, _ to: String, _ comment: String, _ status: Int) throws {
        let run = try Program("firewall", "trace", "-f", Self.lockdown, "--from", from, "--to", to)
        #expect(run.status == Int32(status))
        let line = run.output.split(separator: "\n").dropFirst().first ?? ""
        #expect(line.contains(comment), "\(run.output)")
    }

    @Test("a trace has the packet of the document's mark and the rule that sets it")
    func marked() throws {
        let document = "\(Examples.folder.path)/firewall-mark/ballast.yaml"
        let run = try Program(
            "firewall", "trace", "-f", document, "--from", "198.51.100.7", "--to",
            "192.168.0.66:443")
        #expect(run.output.contains("mark 1"))
        #expect(run.output.contains("mangle BALLAST-PREROUTING rule 1"))
    }

    @Test("an address that the document does not have may be another host's")
    func elsewhere() throws {
        func answer(_ words: String...) throws -> String {
            try Program(["firewall", "trace", "-f", Self.lockdown] + words).output
        }
        let other = "if another host has the destination: accepted, forwarded"
        let unknown = try answer("--from", "198.51.100.7", "--to", "10.99.0.1:22")
        #expect(unknown.contains(": dropped") && unknown.contains(other), "\(unknown)")
        let own = try answer("--from", "198.51.100.7", "--to", "10.0.0.21:22")
        #expect(own.contains(": dropped") && !own.contains(other), "\(own)")
        let icmp = ["--protocol", "icmp", "--icmp-type", "135"]
        let run = try Program(
            ["firewall", "trace", "-f", Self.lockdown, "--from", "2001:db8:9::1", "--to"]
                + ["2001:db8::100"] + icmp)
        #expect(run.status == 0 && run.output.contains("ipv6-icmp"), "\(run.output)")
    }

    @Test(
        "a wrong command line is refused",
        arguments: [
            ["--from", "10.0.0.1", "--to", "10.0.0.2"],
            ["--from", "10.0.0.1", "--to", "[::1]:80"],
            ["--from", "10.0.0.1", "--to", "10.0.0.2:80", "--protocol", "tpc"],
            ["--from", "nobody", "--to", "10.0.0.2:80"],
        ])
    func refused(_ words: [String]) throws {
        let run = try Program(["firewall", "trace", "-f", Self.lockdown] + words)
        #expect(run.status == 64)
    }

    @Test(
        "a session that a lock-down would not admit again is an obstacle",
        arguments: [
            ("192.168.1.9 50000 10.0.0.21 22", true),
            ("198.51.100.7 50000 10.0.0.21 22", false),
            ("192.168.1.9 50000 10.0.0.21 2222", false),
            ("2001:db8:1::9 50000 2001:db8::21 22", true),
            ("fe80::1%eth0 50000 fe80::2%eth0 22", false),
        ])
    func sessions(_ text: String, _ isAdmitted: Bool) throws {
        let session = try #require(AdminSession(text))
        let spec = try #require(DocumentReading(path: Self.lockdown).spec)
        #expect((session.obstacle(in: spec) == nil) == isAdmitted)
        let open = "\(Examples.folder.path)/quickstart/ballast.yaml"
        #expect(session.obstacle(in: try #require(DocumentReading(path: open).spec)) == nil)
        #expect(AdminSession("\(text) more") == nil && AdminSession(nil) == nil)
    }

    @Test("a translation that takes the port of the session is an obstacle")
    func translated() throws {
        let session = try #require(AdminSession("192.168.1.9 50000 10.0.0.21 22"))
        let other = try #require(Endpoint("10.1.0.9:22"))
        var spec = Spec()
        var firewall = Firewall()
        firewall.forwards = [
            Firewall.Forward(listen: try #require(Endpoint("10.0.0.21:2222")), to: other)
        ]
        spec.firewall = firewall
        #expect(session.obstacle(in: spec) == nil)
        spec.firewall?.forwards = [Firewall.Forward(listen: session.server, to: other)]
        #expect(session.obstacle(in: spec)?.contains("10.1.0.9:22") == true)
        spec.firewall?.forwards = []
        spec.firewall?.oneToOne = [
            Firewall.Translation(
                external: session.server.address, internal: other.address, interface: "eth0")
        ]
        #expect(session.obstacle(in: spec)?.contains("10.1.0.9:22") == true)
    }

    @Test("a document without a firewall has no rules")
    func none() throws {
        let document = "\(Examples.folder.path)/quickstart/ballast.yaml"
        let run = try Program("render", "iptables", "--family", "ipv6", "-f", document)
        #expect(run.output == "# The document has no ipv6 firewall rules.\n")
    }

    @Test(
        "a lock that another program holds is no reason for the other variant",
        .enabled(if: FirewallNamespace.isPossible))
    func locked() throws {
        let program = Program.folder.appending(path: "ballast").path
        // The lock and the host's choice of iptables are those of a mount namespace.
        let file = try Scratch(
            """
            mount -t tmpfs none /run; cd /run; touch xtables.lock; mkdir names
            cp -a /etc/alternatives/. names
            for name in iptables ip6tables; do
              for end in '' -save -restore; do
                ln -sf "/usr/sbin/$name-legacy$end" "names/$name$end"
              done
            done
            mount --bind names /etc/alternatives
            iptables --version | grep -q legacy
            flock xtables.lock sleep 1000 & sleep 0.5
            printf 'version: 1\\nfirewall: {lockdown: {admin: [10.0.0.0/8]}}\\n' >d.yaml
            "$1" plan -f d.yaml --state s --runtime r
            """, name: "script")
        let plan = try shell(
            "unshare -n -m -p -f --kill-child --mount-proc bash -eu \(file.path) \(program)")
        #expect(plan.contains("+ firewall ipv4") && !plan.contains("the firewall uses"), "\(plan)")
    }
}
