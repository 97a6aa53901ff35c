import Addresses
import Model
import TestThreads
import Testing

@testable import Kernel

@Suite("Addresses on interfaces", .enabled(if: Namespace.isAvailable), .ownThreads)
struct AddressTests {
    /// A new namespace with a pair of connected interfaces, `v0` and `v1`.
    private func pair(_ body: (KernelHost) throws -> Void) throws {
        try Namespace.fresh {
            try Namespace.run(
                "ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up")
            try body(try KernelHost())
        }
    }

    /// Addresses as `ip` shows them: "v0 10.0.0.1/24".
    private func witness() throws -> Set<String> {
        let output = try Namespace.run("ip -o addr show scope global")
        return Set(
            output.split(separator: "\n").map { line in
                let words = line.split(separator: " ")
                return "\(words[1]) \(words[3])"
            })
    }

    @Test("an address is added with our origin, seen by ip, and taken off again")
    func added() throws {
        try pair { host in
            try Namespace.run("ip addr add 10.0.0.1/24 dev v0")
            let ours = [
                try address("10.0.0.100/24", on: "v0"), try address("2001:db8::100/64", on: "v0"),
                try address("192.0.2.1/32", on: "v1"), try address("2001:db8::1/128", on: "lo"),
            ]
            let outcomes = host.apply(ours.map { .address(.add($0)) })
            #expect(outcomes.map(\.result) == ours.map { _ in .done })
            #expect(
                try witness() == [
                    "v0 10.0.0.1/24", "v0 10.0.0.100/24", "v0 2001:db8::100/64", "v1 192.0.2.1/32",
                    "lo 2001:db8::1/128",
                ])
            let observed = try host.observe(.everything)
            #expect(observed.interfaces.isSuperset(of: ["lo", "v0", "v1"]))
            for address in ours { #expect(observed.addresses[address] == .ours) }
            #expect(observed.addresses[try address("10.0.0.1/24", on: "v0")] == .foreign)
            let tentative = try Namespace.run("ip -6 addr show dev v0 tentative scope global")
            #expect(tentative.isEmpty, "an IPv6 address is usable at once")

            #expect(
                host.apply(ours.map { .address(.add($0)) }).allSatisfy { $0.result == .alreadySo })
            #expect(
                host.apply(ours.map { .address(.remove($0)) }).allSatisfy { $0.result == .done })
            #expect(
                host.apply(ours.map { .address(.remove($0)) })
                    .allSatisfy { $0.result == .alreadySo })
            #expect(try witness() == ["v0 10.0.0.1/24"])
        }
    }

    @Test("when a primary address of ours goes, another program's secondary stays")
    func secondaries() throws {
        try pair { host in
            let primary = try address("10.0.0.100/24", on: "v0")
            let promotion = HostSetting.promotion(interface: "v0")
            try Namespace.run(
                "echo 0 >/proc/sys/net/ipv4/conf/v0/promote_secondaries;"
                    + " echo 0 >/proc/sys/net/ipv4/conf/all/promote_secondaries")
            #expect(host.apply([.address(.add(primary))]).map(\.result) == [.done])
            try Namespace.run("ip addr add 10.0.0.5/24 dev v0")
            #expect(try Namespace.run("ip addr show dev v0 secondary").contains("10.0.0.5/24"))
            #expect(try host.observe(.everything).switchedOff.contains(promotion))
            let outcomes = host.apply([.setting(.enable(promotion)), .address(.remove(primary))])
            #expect(outcomes.map(\.result) == [.done, .done])
            #expect(try witness() == ["v0 10.0.0.5/24"])
            #expect(try !host.observe(.everything).switchedOff.contains(promotion))
            let value = try Namespace.run("cat /proc/sys/net/ipv4/conf/v0/promote_secondaries")
            #expect(value == "1\n")
        }
    }

    @Test("an address of its own is no source of the host's packets, and brings no route")
    func source() throws {
        try pair { host in
            let ours = [
                try address("10.0.0.100/32", on: "v0"), try address("2001:db8::100/128", on: "v0"),
            ]
            #expect(host.apply(ours.map { .address(.add($0)) }).map(\.result) == [.done, .done])
            try Namespace.run(
                "ip addr add 10.0.0.1/24 dev v0 && ip addr add 2001:db8::1/64 dev v0 nodad"
                    + " && ip route add default via 10.0.0.254"
                    + " && ip route add default via 2001:db8::fe")
            for (target, source) in [
                ("10.0.0.9", "10.0.0.1"), ("192.0.2.9", "10.0.0.1"), ("2001:db8::9", "2001:db8::1"),
                ("2001:db8:9::9", "2001:db8::1"),
            ] {
                #expect(try Namespace.run("ip route get \(target)").contains("src \(source) "))
            }
            let routes = try Namespace.run("ip route show; ip -6 route show")
            #expect(!routes.contains("10.0.0.100") && !routes.contains("2001:db8::100"))
        }
    }

    @Test("interfaces that drop packets from outside are known")
    func strict() throws {
        try pair { host in
            func strict() throws -> Set<String> {
                try host.observe(.everything).strictInterfaces.filter { $0.hasPrefix("v") }
            }
            let folder = "/proc/sys/net/ipv4/conf"
            try Namespace.run(
                """
                for name in all v0 v1; do echo 0 >\(folder)/$name/rp_filter; done
                ip link set v0 up && ip link set v1 up
                """)
            #expect(try strict() == [])
            try Namespace.run("echo 1 >\(folder)/v0/rp_filter")
            #expect(try strict() == ["v0"])
            try Namespace.run("echo 1 >\(folder)/all/rp_filter")
            #expect(try strict() == ["v0", "v1"])
            try Namespace.run("ip addr add 192.0.2.1/24 dev v0 && ip route add default dev v0")
            #expect(try strict() == ["v1"])
            try Namespace.run("echo 2 >\(folder)/v1/rp_filter")
            #expect(try strict() == [])
        }
    }

    @Test("interfaces that carry nothing are told apart from those that do")
    func links() throws {
        try pair { host in
            try Namespace.run(
                "ip link add w0 type veth peer name w1 && ip link set v1 down;"
                    // The kernel notices a lost carrier within a second.
                    + " for try in $(seq 200); do ip link show v0 | grep -q NO-CARRIER && break;"
                    + " sleep 0.05; done")
            let observed = try host.observe(.everything)
            // Modules of tunnels add interfaces to every namespace.
            #expect(
                observed.silentInterfaces.filter { "vw".contains($0.key.prefix(1)) } == [
                    "w0": .down, "w1": .down, "v0": .noCarrier, "v1": .down,
                ])
            #expect(observed.silentInterfaces["lo"] == nil)
            #expect(observed.muteInterfaces.isEmpty)
            let outcomes = host.apply([.address(.announce(try address("10.0.0.1/32", on: "v0")))])
            #expect(
                outcomes[0].result
                    == .failed(
                        HostFailure(
                            operation: "announce 10.0.0.1/32 on v0",
                            reason: "the interface v0 has no carrier",
                            remedy: "connect its cable")))
        }
    }

    @Test("forwarding is observed and switched on by family")
    func forwarding() throws {
        try pair { host in
            try Namespace.run(
                "echo 0 >/proc/sys/net/ipv4/ip_forward;"
                    + " echo 0 >/proc/sys/net/ipv6/conf/all/forwarding")
            let both: Set<HostSetting> = [.forwarding(.ipv4), .forwarding(.ipv6)]
            #expect(try host.observe(.everything).switchedOff.isSuperset(of: both))
            #expect(host.apply([.setting(.enable(.forwarding(.ipv6)))]).map(\.result) == [.done])
            let found = try host.observe(.everything).switchedOff
            #expect(found.intersection(both) == [.forwarding(.ipv4)])
            #expect(host.apply([.setting(.enable(.forwarding(.ipv4)))]).map(\.result) == [.done])
            #expect(try Namespace.run("cat /proc/sys/net/ipv4/ip_forward") == "1\n")
        }
    }

    @Test("an interface that is not there is told by name, and with it its addresses are gone")
    func vanished() throws {
        try pair { host in
            let kept = try address("10.0.0.100/24", on: "v0")
            _ = host.apply([.address(.add(kept))])
            try Namespace.run("ip link del v0")
            let outcomes = host.apply([
                .address(.remove(kept)), .address(.add(kept)), .address(.announce(kept)),
            ])
            let failure = HostFailure(
                operation: "put 10.0.0.100/24 on v0", reason: "there is no interface v0",
                errno: "ENODEV")
            #expect(
                outcomes.map(\.result) == [
                    .alreadySo, .failed(failure), .skipped(because: failure.description),
                ])
            #expect(try host.observe(.everything).addresses[kept] == nil)
        }
    }

    @Test("names that no interface can have are no interface", arguments: ["", "../../x", "a/b"])
    func names(name: String) throws {
        try pair { host in
            for name in [name, name + String(repeating: "x", count: 70_000), name + "\u{0}"] {
                let outcomes = host.apply([.address(.add(try address("10.0.0.1/24", on: name)))])
                guard case .failed(let failure) = outcomes[0].result else {
                    Issue.record("an address was put on \(name)")
                    return
                }
                #expect(failure.errno == "ENODEV")
            }
        }
    }

    @Test("100 interfaces and 2,000 addresses are observed whole")
    func many() throws {
        try pair { host in
            try Namespace.run(
                """
                for i in $(seq 100); do \
                echo link add many$i link v0 type macvlan; done | ip -batch - \
                && for i in $(seq 100); do for j in $(seq 20); do \
                echo addr add 10.$i.$j.1/24 dev many$i; done; done | ip -batch -
                """)
            let observed = try host.observe(.everything)
            #expect(observed.interfaces.filter { $0.hasPrefix("many") }.count == 100)
            let found = observed.addresses.keys.filter { $0.interface.hasPrefix("many") }
            #expect(found.filter { $0.prefix.address.family == .ipv4 }.count == 2000)
        }
    }

    @Test("the election finds an address with any prefix length, and its owner")
    func presence() throws {
        try pair { _ in
            try Namespace.run("ip addr add 10.0.0.2/24 dev v0")
            let keeper = try AddressKeeper()
            let ours = try address("10.0.0.1/24", on: "v0")
            #expect(try keeper.add(ours))
            let presence = try keeper.presence(of: [
                try address("10.0.0.1/32", on: "v0"), try address("10.0.0.2/32", on: "v0"),
                try address("10.0.0.3/32", on: "v0"), try address("10.0.0.1/32", on: "lo"),
            ])
            #expect(presence.ours == [ours])
            #expect(presence.foreign == [try address("10.0.0.2/24", on: "v0")])
        }
    }

    @Test("an interface that does not forward on a router is found, and made to forward")
    func interfaceForwarding() throws {
        try pair { host in
            let setting = HostSetting.interfaceForwarding("v0")
            try Namespace.run("sysctl -qw net.ipv4.ip_forward=0")
            #expect(try !host.observe(.everything).switchedOff.contains(setting))
            try Namespace.run("sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.v0.forwarding=0")
            let found = try host.observe(.everything).switchedOff
            #expect(found.contains(setting) && !found.contains(.interfaceForwarding("v1")))
            #expect(host.apply([.setting(.enable(setting))]).map(\.result) == [.done])
            #expect(try !host.observe(.everything).switchedOff.contains(setting))
        }
    }

    @Test("the routes that leave with the last address of an interface are counted")
    func routes() throws {
        try pair { host in
            let ours = try address("10.0.0.100/32", on: "v0")
            #expect(host.apply([.address(.add(ours))]).map(\.result) == [.done])
            #expect(try host.observe(.everything).loneRoutes == [:])
            for route in [
                "10.0.0.0/24 dev v0", "default via 10.0.0.9 dev v0", "10.9.0.0/24 dev v1",
                "10.8.0.0/24 dev v0 table 7",
            ] {
                try Namespace.run("ip route add \(route)")
            }
            #expect(try host.observe(.everything).loneRoutes == ["v0": 3])
            try Namespace.run("ip address add 10.0.0.1/32 dev v0")
            #expect(try host.observe(.everything).loneRoutes == [:])
            try Namespace.run("ip address del 10.0.0.1/32 dev v0")
            // The count is of the routes that the kernel removes.
            #expect(host.apply([.address(.remove(ours))]).map(\.result) == [.done])
            let left = try Namespace.run("ip -4 route show table all type unicast dev v0")
            #expect(left.isEmpty, "\(left)")
        }
    }
}
