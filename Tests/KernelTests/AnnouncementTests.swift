import Addresses
import CNetlink
import Glibc
import Model
import TestThreads
import Testing

@testable import Kernel

@Suite("Announcements of addresses", .ownThreads)
struct AnnouncementTests {
    private let sender = MACAddress("02:00:00:00:00:01")

    @Test("an IPv4 address is announced by an ARP request for itself")
    func gratuitousARP() throws {
        let address = try #require(IPAddress("10.0.0.100"))
        let sender = try #require(sender)
        let announcement = try #require(Announcement(of: address, at: sender))
        #expect(announcement.etherType == 0x0806)
        #expect(announcement.receiver == .broadcast)
        #expect(
            announcement.payload == [
                0, 1, 8, 0, 6, 4, 0, 1,
                2, 0, 0, 0, 0, 1, 10, 0, 0, 100,
                0, 0, 0, 0, 0, 0, 10, 0, 0, 100,
            ])
    }

    @Test("an IPv6 address is announced by an advertisement that overrides, with a true checksum")
    func neighbourAdvertisement() throws {
        let address = try #require(IPAddress("2001:db8::100"))
        let sender = try #require(sender)
        let announcement = try #require(Announcement(of: address, at: sender))
        #expect(announcement.etherType == 0x86dd)
        #expect(announcement.receiver == MACAddress("33:33:00:00:00:01"))
        let packet = announcement.payload
        #expect(packet.count == 72)
        #expect(Array(packet[..<8]) == [0x60, 0, 0, 0, 0, 32, 58, 255])
        #expect(Array(packet[8..<24]) == address.bytes)
        #expect(IPAddress(bytes: packet[24..<40]) == IPAddress("ff02::1"))
        #expect(Array(packet[40..<42]) == [136, 0])
        #expect(Array(packet[44..<48]) == [0x20, 0, 0, 0])
        #expect(Array(packet[48..<64]) == address.bytes)
        #expect(Array(packet[64...]) == [2, 1, 2, 0, 0, 0, 0, 1])
        // With its checksum in place a packet sums up to nothing. Source: RFC 1071.
        let pseudoHeader = Array(packet[8..<40]) + [0, 0, 0, 32, 0, 0, 0, 58]
        #expect(Announcement.checksum(pseudoHeader + packet[40...]) == 0)
    }

    @Test("a host that forwards IPv6 says that it is a router")
    func router() throws {
        let address = try #require(IPAddress("2001:db8::100"))
        let sender = try #require(sender)
        let announcement = try #require(Announcement(of: address, at: sender, isRouter: true))
        let packet = announcement.payload
        #expect(Array(packet[44..<48]) == [0xa0, 0, 0, 0])
        let pseudoHeader = Array(packet[8..<40]) + [0, 0, 0, 32, 0, 0, 0, 58]
        #expect(Announcement.checksum(pseudoHeader + packet[40...]) == 0)
    }

    @Test(
        "the neighbour keeps a router among its default routes, and no host becomes one",
        .enabled(if: Namespace.isAvailable), arguments: [0, 1])
    func routerFlag(forwarding: Int) throws {
        try Namespace.fresh {
            try Namespace.run(
                """
                ip link add v0 address 02:00:00:00:00:01 type veth peer name v1
                ip link set v0 up && ip link set v1 up
                \(Self.linked)
                echo \(forwarding) >/proc/sys/net/ipv6/conf/v0/forwarding
                ip addr add 2001:db8::1/64 dev v1 nodad
                ip neigh add 2001:db8::100 lladdr 02:00:00:00:00:99 dev v1 nud stale
                """)
            let address = try address("2001:db8::100/128", on: "v0")
            #expect(try KernelHost().apply([.address(.announce(address))]).map(\.result) == [.done])
            let neighbour = try Self.neighbours("-6", "2001:db8::100", until: 1)
            #expect(neighbour.contains("02:00:00:00:00:01"))
            #expect(neighbour.contains("router") == (forwarding == 1))
        }
    }

    @Test(
        "an election announces a router once the host forwards packets",
        .enabled(if: Namespace.isAvailable))
    func laterRouter() throws {
        try Namespace.fresh {
            try Namespace.run(
                """
                ip link add v0 address 02:00:00:00:00:01 type veth peer name v1
                ip link set v0 up && ip link set v1 up
                \(Self.linked)
                ip addr add 2001:db8::1/64 dev v1 nodad
                ip neigh add 2001:db8::100 lladdr 02:00:00:00:00:99 dev v1 nud stale
                """)
            let keeper = try AddressKeeper()
            let address = try address("2001:db8::100/128", on: "v0")
            #expect(try keeper.announce(address))
            #expect(try !Self.neighbours("-6", "2001:db8::100", until: 1).contains("router"))
            try Namespace.run("echo 1 >/proc/sys/net/ipv6/conf/v0/forwarding")
            // The flag is read once for a burst of announcements.
            usleep(1_100_000)
            #expect(try keeper.announce(address))
            var text = ""
            for _ in 0..<500 where !text.contains("router") {
                text = try Self.neighbours("-6", "2001:db8::100", until: 1)
                usleep(10_000)
            }
            #expect(text.contains("router"))
        }
    }

    @Test(
        "the neighbour hears it, and its tables change",
        .enabled(if: Namespace.isAvailable))
    func heard() throws {
        try Namespace.fresh {
            try Namespace.run(
                """
                ip link add v0 address 02:00:00:00:00:01 type veth peer name v1
                ip link set v0 up && ip link set v1 up
                \(Self.linked)
                ip addr add 10.0.0.1/24 dev v1 && ip addr add 2001:db8::1/64 dev v1 nodad
                ip neigh add 10.0.0.100 lladdr 02:00:00:00:00:99 dev v1 nud stale
                ip neigh add 2001:db8::100 lladdr 02:00:00:00:00:99 dev v1 nud stale
                """)
            let host = try KernelHost()
            let outcomes = host.apply([
                .address(.announce(try address("10.0.0.100/24", on: "v0"))),
                .address(.announce(try address("2001:db8::100/64", on: "v0"))),
                .address(.announce(try address("10.0.0.100/24", on: "lo"))),
            ])
            #expect(outcomes.map(\.result) == [.done, .done, .alreadySo])
            let neighbours = try Self.neighbours("", "", until: 2)
            for address in ["10.0.0.100", "2001:db8::100"] {
                #expect(neighbours.contains("\(address) lladdr 02:00:00:00:00:01"))
            }
        }
    }

    /// Waits for the link, which a busy kernel brings up later: packets are lost before.
    private static let linked =
        "until ip -o link show v0 | grep -q 'state UP'; do sleep 0.01; done"

    /// The neighbours of v1, once so many have the new address: a busy processor delivers the
    /// announcements later.
    private static func neighbours(
        _ family: String, _ address: String, until count: Int
    ) throws -> String {
        var text = ""
        for _ in 0..<500 {
            text = try Namespace.run("ip \(family) neigh show \(address) dev v1")
            if text.split(separator: "\n").count(where: { $0.contains("02:00:00:00:00:01") })
                >= count
            {
                break
            }
            usleep(10_000)
        }
        return text
    }

    @Test("an interface that is down is told", .enabled(if: Namespace.isAvailable))
    func down() throws {
        try Namespace.fresh {
            try Namespace.run("ip link add v0 type veth peer name v1")
            let outcomes = try KernelHost().apply([
                .address(.announce(try address("10.0.0.100/24", on: "v0")))
            ])
            #expect(
                outcomes[0].result
                    == .failed(
                        HostFailure(
                            operation: "announce 10.0.0.100/24 on v0",
                            reason: "the interface v0 is down", errno: "ENETDOWN",
                            remedy: "ip link set v0 up")))
        }
    }
}
