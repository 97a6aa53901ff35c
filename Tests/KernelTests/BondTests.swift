import Addresses
import Model
import Planning
import Testing

@testable import Kernel

/// Bonds and VLANs with packets, and the loss of a member.
@Suite("Bonds and VLANs", .enabled(if: NetworkSite.hasBonds, "a kernel with bonding and 8021q"))
struct BondTests {
    private static func network(
        _ mode: BondSettings.Mode, _ options: [BondOption: Int] = [:], primary: String? = nil
    ) -> NodeNetwork {
        let bond = BondSettings(
            mode: mode, members: ["m1", "m2"], primary: primary, options: options)
        return NodeNetwork(interfaces: [
            NetworkInterface(
                name: "bond0.2", addresses: [Prefix("192.168.1.21/24")].compactMap(\.self),
                kind: .vlan(VLANSettings(id: 2, parent: "bond0"))),
            NetworkInterface(
                name: "bond0", addresses: [Prefix("10.5.0.1/24")].compactMap(\.self),
                gateways: [IPAddress("10.5.0.2")].compactMap(\.self), kind: .bond(bond)),
        ])
    }

    private static func network(_ bond: BondSettings) -> NodeNetwork {
        NodeNetwork(interfaces: [
            NetworkInterface(
                name: "bond0", addresses: [Prefix("10.5.0.1/24")].compactMap(\.self),
                kind: .bond(bond))
        ])
    }

    private static let probing: BondSettings = {
        var bond = BondSettings(mode: .activeBackup, members: ["m1", "m2"])
        bond.options = [.miimon: 0, .arpInterval: 200, .arpValidate: 3]
        bond.arpTargets = ["10.5.0.2", "10.5.0.3"].compactMap { IPv4Address($0) }
        return bond
    }()

    private static let farVLAN =
        "ip link add link br0 name br0.2 type vlan id 2 && ip link set br0.2 up"
        + " && ip addr add 192.168.1.1/24 dev br0.2"

    @Test("a bond with a VLAN carries packets, and survives the loss of a member")
    func loss() throws {
        try NetworkSite.with { site in
            try site.beyond(Self.farVLAN)
            site.want(Self.network(.activeBackup, primary: "m1"))
            for _ in 1...2 { #expect(try site.apply() == []) }
            #expect(try site.steps() == [])
            #expect(site.reaches("10.5.0.2") && site.reaches("192.168.1.1"))
            try site.beyond("ip link set p1 down")
            #expect(site.reaches("10.5.0.2") && site.reaches("192.168.1.1"))
            #expect(try Namespace.run("ip -d link show bond0").contains("active_slave m2"))
            try site.beyond("ip link set p1 up; ip link set p2 down")
            #expect(site.reaches("10.5.0.2") && site.reaches("192.168.1.1"))
            try site.beyond("ip link set p2 up")
            #expect(try site.steps() == [], "the loss of a carrier is no difference")
        }
    }

    @Test("each mode is made with its options", arguments: BondSettings.Mode.allCases)
    func modes(mode: BondSettings.Mode) throws {
        try NetworkSite.with { site in
            var options: [BondOption: Int] = [.upDelay: 200, .downDelay: 100, .minLinks: 1]
            for option in [BondOption.lacpRate, .transmitHashPolicy, .packetsPerMember]
            where option.modes?.contains(mode) == true {
                options[option] = option == .packetsPerMember ? 8 : 1
            }
            site.want(Self.network(mode, options))
            for _ in 1...3 { #expect(try site.apply() == []) }
            #expect(try site.steps() == [])
            let text = try Namespace.run("ip -d link show bond0")
            #expect(text.contains("bond mode \(mode.word) "))
            #expect(text.contains("updelay 200 ") && text.contains("min_links 1 "))
        }
    }

    @Test("ARP monitoring with targets is set and changed in place")
    func targets() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            var bond = Self.probing
            site.want(Self.network(bond))
            for _ in 1...2 { #expect(try site.apply() == []) }
            #expect(try site.steps() == [])
            #expect(site.reaches("10.5.0.2"))
            bond.arpTargets.removeLast()
            bond.options[.arpInterval] = 300
            site.want(Self.network(bond))
            #expect(
                try site.steps() == [
                    "~ interface bond0, arpInterval 200ms -> 300ms, arpTargets 10.5.0.2"
                ])
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
        }
    }

    @Test("another mode makes the bond again, with its VLAN, addresses and routes")
    func remade() throws {
        try NetworkSite.with { site in
            try site.beyond(Self.farVLAN)
            site.want(Self.network(.activeBackup))
            for _ in 1...2 { try site.apply() }
            site.want(Self.network(.balanceXOR))
            for _ in 1...3 { #expect(try site.apply() == []) }
            #expect(try site.steps() == [])
            #expect(site.reaches("10.5.0.2") && site.reaches("192.168.1.1"))
        }
    }

    @Test(
        "what is done by hand is healed",
        arguments: [
            "ip link del bond0.2", "ip link set m2 nomaster", "ip link del bond0",
            "ip link set bond0 type bond miimon 50", "ip link set bond0.2 down",
            "ip link set bond0 down",
        ])
    func drift(command: String) throws {
        try NetworkSite.with { site in
            site.want(Self.network(.activeBackup))
            for _ in 1...2 { try site.apply() }
            try Namespace.run(command)
            #expect(try !site.steps().isEmpty)
            for _ in 1...3 { try site.apply() }
            #expect(try site.steps() == [])
            #expect(site.reaches("10.5.0.2"))
        }
    }

    @Test("an address moves from an interface to the bond that it joins, and packets flow")
    func moved() throws {
        try NetworkSite.with { site in
            try Namespace.run(
                "ip link set m1 up; ip addr add 10.5.0.1/24 dev m1;"
                    + " ip route add default via 10.5.0.2")
            site.want(Self.network(.activeBackup))
            #expect(try site.apply() == [])
            #expect(site.reaches("10.5.0.2"))
            for _ in 1...2 { #expect(try site.apply() == []) }
            #expect(try site.steps() == [])
            #expect(try Namespace.run("ip route").contains("default via 10.5.0.2 dev bond0"))
        }
    }

    @Test("an address moves back from the bond to its member in one pass")
    func back() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            try Namespace.run("ip link set m2 up")
            site.want(Self.network(BondSettings(mode: .activeBackup, members: ["m1", "m2"])))
            for _ in 1...2 { #expect(try site.apply() == []) }
            site.want(
                NodeNetwork(interfaces: [
                    NetworkInterface(
                        name: "m1", addresses: [Prefix("10.5.0.1/24")].compactMap(\.self),
                        gateways: [IPAddress("10.5.0.2")].compactMap(\.self))
                ]))
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(try Namespace.run("ip route").contains("default via 10.5.0.2 dev m1"))
            #expect(try Namespace.run("ip link show m2").contains(",UP"), "as it was before")
            #expect(site.reaches("10.5.0.2"))
        }
    }

    @Test("ARP targets that leave, and a primary member that is missing, are no difference")
    func leftovers() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            site.want(Self.network(Self.probing))
            for _ in 1...2 { #expect(try site.apply() == []) }
            var bond = BondSettings(
                mode: .activeBackup, members: ["m1", "m7"], primary: "m7")
            site.want(Self.network(bond))
            for _ in 1...2 { #expect(try site.apply() == []) }
            #expect(try site.steps() == [])
            bond.members = ["m1", "m2"]
            bond.primary = "m2"
            site.want(Self.network(bond))
            for _ in 1...2 { #expect(try site.apply() == []) }
            #expect(try site.steps() == [])
            #expect(try Namespace.run("ip -d link show bond0").contains("primary m2"))
        }
    }

    @Test("what needs an interface that the kernel refuses is skipped")
    func refused() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            try Namespace.run("ip link set m1 up")
            site.want(
                NodeNetwork(interfaces: [
                    NetworkInterface(
                        name: "m1.2-of-the-backup",
                        addresses: [Prefix("192.168.1.21/24")].compactMap(\.self),
                        gateways: [IPAddress("192.168.1.1")].compactMap(\.self),
                        kind: .vlan(VLANSettings(id: 2, parent: "m1")))
                ]))
            let outcomes = try site.apply().map(\.result)
            #expect(outcomes.count == 3)
            guard case .failed? = outcomes.first else {
                Issue.record("the name is longer than 15 bytes")
                return
            }
            for outcome in outcomes.dropFirst() {
                guard case .skipped = outcome else {
                    Issue.record("\(outcome)")
                    continue
                }
            }
        }
    }

    @Test("interfaces leave with the document, and a dummy of another program stays")
    func removed() throws {
        try NetworkSite.with { site in
            try Namespace.run("ip link add d7 type dummy")
            var network = Self.network(.activeBackup)
            network.interfaces.append(
                NetworkInterface(
                    name: "d8", addresses: [Prefix("10.7.0.1/32")].compactMap(\.self),
                    kind: .dummy))
            site.want(network)
            for _ in 1...2 { try site.apply() }
            site.want(NodeNetwork())
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            let names = try Namespace.run("ip -br link").split(separator: "\n")
                .compactMap { $0.split { " @".contains($0) }.first }
            #expect(Set(names).intersection(["bond0", "bond0.2", "d7", "d8"]) == ["d7"])
        }
    }
}
