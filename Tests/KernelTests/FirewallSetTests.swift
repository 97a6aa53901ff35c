import Addresses
import Glibc
import Model
import Planning
import TestThreads
import Testing

@testable import Kernel

/// Sets of blocklists in the kernel, beside the program ipset.
@Suite("Blocklists in the kernel", .enabled(if: SetKernel.isAvailable), .ownThreads)
struct FirewallSetTests {
    /// The variant that both the native kernel and that of the lab have.
    private static let variant = FirewallVariant.legacy
    private static let set = "BALLAST-drop-4"

    /// A file, its document, and the host with its ledger.
    private struct Site {
        let path: String
        let spec: Spec
        let host: KernelHost
        var ledger = Ledger()

        init(_ lines: [String]) throws {
            path = "/tmp/blocklist-\(getpid())-\(UInt64.random(in: 0 ... .max)).txt"
            var list = Firewall.Blocklist(name: "drop", file: path)
            list.path = path
            var firewall = Firewall()
            firewall.blocklists = [list]
            var spec = Spec()
            spec.firewall = firewall
            self.spec = spec
            host = try KernelHost(firewall: FirewallSetTests.variant)
            try write(lines)
        }

        func write(_ lines: [String]) throws {
            let file = try #require(fopen(path, "we"))
            defer { fclose(file) }
            for line in lines { fputs(line + "\n", file) }
        }

        mutating func converge(to spec: Spec? = nil) throws -> [String] {
            let wanted = desired(from: spec ?? self.spec, signals: Signals())
            host.needsFirewall = true
            host.firewallSets = wanted.firewall?.sets ?? []
            var observed = try host.observe(Scope(domains: [.firewall]))
            observed.ledger = ledger
            let steps = plan(from: observed, to: wanted).steps.filter { $0.domain == .firewall }
            let earlier = ledger
            ledger = ledger.recording(steps, desired: wanted, scope: observed.scope)
            let outcomes = host.apply(steps)
            #expect(outcomes.allSatisfy { $0.result == .done }, "\(outcomes)")
            ledger = ledger.correcting(outcomes, earlier: earlier)
            return steps.map { "\($0.action.rawValue) \($0.sentence)" }
        }
    }

    private static func members() throws -> [String] {
        try Namespace.run("ipset save \(set)").split(separator: "\n").filter {
            $0.hasPrefix("add")
        }.map { String($0.split(separator: " ")[2]) }.sorted()
    }

    private static func run(_ lines: [String], _ body: (inout Site) throws -> Void) throws {
        try Namespace.fresh {
            var site = try Site(lines)
            defer { unlink(site.path) }
            try body(&site)
        }
    }

    @Test("a set has the networks of its file, and follows it")
    func followed() throws {
        try Self.run(["192.0.2.7", "198.51.100.0/24", "2001:db8::/64"]) { site in
            let steps = try site.converge()
            #expect(
                steps.prefix(2) == [
                    "+ firewall ipv4, set BALLAST-drop-4: 2 networks", "+ firewall ipv4, 1 rule",
                ])
            #expect(try Self.members() == ["192.0.2.7", "198.51.100.0/24"])
            #expect(try site.converge() == [])
            // Another process knows the ledger alone.
            let ledger = site.ledger
            try site.write(["192.0.2.7", "203.0.113.0/24", "2001:db8::/64"])
            #expect(try site.converge() == ["~ firewall ipv4, set BALLAST-drop-4: 2 -> 2 networks"])
            #expect(try Self.members() == ["192.0.2.7", "203.0.113.0/24"])
            #expect(site.ledger != ledger)
            #expect(try site.converge() == [])
        }
    }

    @Test(
        "a set that was changed by hand is filled again",
        arguments: ["flush \(set)", "del \(set) 192.0.2.7", "add \(set) 192.0.2.9"])
    func healed(_ change: String) throws {
        try Self.run(["192.0.2.7", "198.51.100.0/24"]) { site in
            _ = try site.converge()
            try Namespace.run("ipset \(change)")
            #expect(try site.converge().count == 1)
            #expect(try Self.members() == ["192.0.2.7", "198.51.100.0/24"])
        }
    }

    @Test("a set that was destroyed by hand is made again with its rule")
    func destroyed() throws {
        try Self.run(["192.0.2.7"]) { site in
            _ = try site.converge()
            try Namespace.run("iptables-legacy -F BALLAST-INPUT && ipset destroy \(Self.set)")
            #expect(try site.converge().count == 2)
            #expect(try Self.members() == ["192.0.2.7"])
            #expect(try site.converge() == [])
        }
    }

    @Test("a missing or broken file keeps the set, and is a note")
    func broken() throws {
        try Self.run(["192.0.2.7"]) { site in
            _ = try site.converge()
            try site.write(["192.0.2.8", "rubbish"])
            #expect(try site.converge() == [])
            unlink(site.path)
            #expect(try site.converge() == [])
            #expect(try Self.members() == ["192.0.2.7"])
            let observed = try site.host.observe(Scope(domains: [.firewall]))
            let made = plan(from: observed, to: desired(from: site.spec, signals: Signals()))
            #expect(made.notes.contains { $0.contains("the 1 networks of before stay") })
            try site.write(["192.0.2.8"])
            #expect(try site.converge().count == 1)
        }
    }

    @Test("a file that was never of use leaves an empty set, so that the rules are loaded")
    func useless() throws {
        try Self.run(["rubbish"]) { site in
            let steps = try site.converge()
            #expect(steps.count == 4)
            #expect(try Self.members() == [])
            #expect(try site.converge() == [])
        }
    }

    @Test("sets leave with their key, and those of other programs stay")
    func removed() throws {
        try Self.run(["192.0.2.7"]) { site in
            try Namespace.run("ipset create other hash:ip && ipset create BALLAST-mine-4 hash:net")
            _ = try site.converge()
            #expect(try site.converge(to: Spec()).count == 4)
            let names = try Namespace.run("ipset list -name").split(separator: "\n").sorted()
            #expect(names == ["BALLAST-mine-4", "other"])
            #expect(try site.converge(to: Spec()) == [])
        }
    }
}
