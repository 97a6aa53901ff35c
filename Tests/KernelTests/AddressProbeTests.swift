import Addresses
import CNetlink
import Glibc
import Model
import Testing

@testable import Kernel

@Suite("Probes for addresses")
struct AddressProbeTests {
    private let sender = MACAddress("02:00:00:00:00:01")

    @Test("an ARP probe has no sender address")
    func request() throws {
        let address = try #require(IPAddress("10.0.0.100"))
        let sender = try #require(sender)
        let probe = try #require(AddressProbe(for: address, at: sender, source: nil))
        #expect(probe.etherType == 0x0806)
        #expect(probe.receiver == .broadcast)
        #expect(
            probe.payload == [
                0, 1, 8, 0, 6, 4, 0, 1,
                2, 0, 0, 0, 0, 1, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0, 10, 0, 0, 100,
            ])
        // A probe is no answer.
        #expect(AddressProbe.owner(inARP: probe.payload) == nil)
    }

    @Test("a solicitation is sent to the group of the address, with a true checksum")
    func solicitation() throws {
        let address = try #require(IPAddress("2001:db8::aabb:ccdd"))
        let source = IPv6Address(high: 0xfe80_0000_0000_0000, low: 1)
        let sender = try #require(sender)
        let probe = try #require(AddressProbe(for: address, at: sender, source: source))
        #expect(probe.etherType == 0x86dd)
        #expect(probe.receiver == MACAddress("33:33:ff:bb:cc:dd"))
        let packet = probe.payload
        #expect(packet.count == 72)
        #expect(IPAddress(bytes: packet[8..<24]) == IPAddress("fe80::1"))
        #expect(IPAddress(bytes: packet[24..<40]) == IPAddress("ff02::1:ffbb:ccdd"))
        #expect(packet[40] == 135)
        #expect(Array(packet[48..<64]) == address.bytes)
        let pseudoHeader = Array(packet[8..<40]) + [0, 0, 0, 32, 0, 0, 0, 58]
        #expect(Announcement.checksum(pseudoHeader + packet[40...]) == 0)
        #expect(AddressProbe.owner(inIPv6: packet, from: sender) == nil)
        #expect(AddressProbe(for: address, at: sender, source: nil) == nil)
    }

    @Test("answers name their owner; packets that are cut off do not")
    func owners() throws {
        let hardware = try #require(MACAddress("02:00:00:00:00:99"))
        let four = try #require(IPAddress("10.0.0.100"))
        let reply: [UInt8] =
            [0, 1, 8, 0, 6, 4, 0, 2] + hardware.bytes + four.bytes
            + [UInt8](repeating: 1, count: 10)
        let found = try #require(AddressProbe.owner(inARP: reply))
        #expect(found == (four, hardware))
        let six = try #require(IPAddress("2001:db8::100"))
        let announcement = try #require(Announcement(of: six, at: hardware))
        let other = try #require(AddressProbe.owner(inIPv6: announcement.payload, from: sender))
        #expect(other == (six, hardware))
        // Without the option the frame has the address.
        let short = try #require(
            AddressProbe.owner(inIPv6: Array(announcement.payload.prefix(64)), from: sender))
        #expect(short.1 == sender)
        for count in 0..<28 {
            #expect(AddressProbe.owner(inARP: Array(reply.prefix(count))) == nil)
        }
        for count in 0..<64 {
            let part = Array(announcement.payload.prefix(count))
            #expect(AddressProbe.owner(inIPv6: part, from: sender) == nil)
        }
    }

    @Test(
        "two hosts with one address both answer, and no host learns anything",
        .enabled(if: Namespace.isAvailable))
    func duplicates() throws {
        try Namespace.fresh {
            try Namespace.run(Self.network)
            let inspector = try KernelInspector()
            var facts = try inspector.facts()
            var questions = HostQuestions()
            let texts = [
                "10.0.0.100", "10.0.0.101", "10.0.0.102", "2001:db8::100", "2001:db8::101",
            ]
            questions.probes = ["eth0": Set(texts.compactMap { IPAddress($0) })]
            inspector.answer(questions, into: &facts)
            var owners: [String: Set<String>] = [:]
            for claim in facts.claims {
                owners["\(claim.address)", default: []].insert("\(claim.hardwareAddress)")
            }
            // .100 is on both hosts, .101 on one, .102 on a host that is silent about it; this host
            // has .101 too, and is not among the answers.
            #expect(
                owners == [
                    "10.0.0.100": ["02:00:00:00:00:0a", "02:00:00:00:00:0b"],
                    "10.0.0.101": ["02:00:00:00:00:0a"],
                    "2001:db8::100": ["02:00:00:00:00:0a", "02:00:00:00:00:0b"],
                    "2001:db8::101": ["02:00:00:00:00:0a"],
                ])
            #expect(facts.unread == [])
            for host in ["hosta", "hostb"] {
                let table = try Namespace.run("ip -n \(host) -4 neigh show")
                #expect(!table.contains("02:00:00:00:00:01"), "\(table)")
                try Namespace.run("ip netns del \(host)")
            }
        }
    }

    /// Two hosts at a bridge, and the interface eth0 of this one.
    private static let network = """
        exec 2>&1
        ip netns del hosta 2>/dev/null; ip netns del hostb 2>/dev/null
        set -e
        ip link add lan type bridge forward_delay 0 mcast_snooping 0
        ip link set lan up
        ip link add eth0 address 02:00:00:00:00:01 type veth peer name port
        ip link set port master lan up
        ip link set eth0 up
        ip address add 10.0.0.21/24 dev eth0
        ip address add 10.0.0.101/24 dev eth0
        for host in a b; do
            ip netns add host$host
            ip link add port$host type veth peer name eth0 address 02:00:00:00:00:0$host \
                netns host$host
            ip link set port$host master lan up
            ip -n host$host link set lo up
            ip -n host$host link set eth0 up
            ip -n host$host address add 10.0.0.100/24 dev eth0
            ip -n host$host address add 2001:db8::100/64 dev eth0 nodad
        done
        ip -n hosta address add 10.0.0.101/24 dev eth0
        ip -n hosta address add 2001:db8::101/64 dev eth0 nodad
        ip netns exec hostb sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore'
        ip -n hostb address add 10.0.0.102/32 dev lo
        while ip -6 address show dev eth0 | grep -q tentative; do sleep 0.05; done
        """
}
