import Addresses
import Glibc
import Model
import Planning
import Seeds
import Testing

@testable import Kernel

/// The evaluator beside the kernel: random documents, and real packets against their rules.
@Suite("Packets through the firewall", .enabled(if: FirewallKernel.isAvailable))
struct FirewallPacketTests {
    private static let documents = 40
    private static let packets = 200

    @Test(
        "a packet reaches this host exactly if the evaluator accepts it",
        arguments: FirewallKernel.variants)
    func agreement(_ variant: FirewallVariant) throws {
        var accepted = 0
        for seed in 0..<Self.documents {
            var numbers = SeededNumbers(seed: seed)
            try Namespace.fresh {
                try FirewallSite.prepare()
                let host = try KernelHost(firewall: variant)
                let spec = FirewallSite.document(using: &numbers)
                let rules = spec.firewallRules(.ipv4)
                if rules.count > 0 {
                    let outcomes = host.apply([.firewall(.load(rules, from: nil))])
                    #expect(outcomes.map(\.result) == [.done], "seed \(seed)")
                }
                let tables = try #require(try host.firewallTables(.ipv4))
                let sent = (0..<Self.packets).map { index in
                    FirewallSite.packet(UInt16(index), using: &numbers)
                }
                let expected = sent.indices.filter { index in
                    let passage = FirewallPassage(sent[index], through: tables) {
                        FirewallSite.addresses.contains($0)
                    }
                    return passage.verdict == .accepted && !passage.isForwarded
                }
                let received = try FirewallSite.send(sent, awaiting: Set(expected))
                accepted += expected.count
                for index in received.symmetricDifference(expected).sorted() {
                    let isReceived = received.contains(index)
                    Issue.record("seed \(seed): \(sent[index]), received: \(isReceived)")
                }
            }
        }
        let all = Self.documents * Self.packets
        print("firewall: \(variant): \(accepted) of \(all) packets accepted")
        #expect(accepted > all / 10 && accepted < all * 9 / 10, "both kinds are tried")
    }
}

/// A host in a namespace, with a wire on which a client's frames arrive.
enum FirewallSite {
    static let addresses: [IPAddress] = (1...3).map {
        .v4(IPv4Address(rawValue: 0x0a00_0000 + $0))
    }
    private static let clients: [IPAddress] = [
        0xc633_6407, 0xc0a8_0105, 0xc0a8_0205, 0x0a00_0016, 0x0a09_0101,
    ].map { .v4(IPv4Address(rawValue: $0)) }
    private static let ports: [UInt16] = [22, 53, 80, 443, 5000, 7777, 8787, 40_000]
    private static let transports: [TransportProtocol] = [.tcp, .tcp, .udp, .sctp]

    /// Makes the wire: frames sent on `wire` arrive on `eth0`.
    static func prepare() throws {
        try Namespace.run(
            """
            ip link add eth0 address 02:00:00:00:00:01 type veth peer name wire
            ip link set eth0 up && ip link set wire up
            for n in 1 2 3; do ip addr add 10.0.0.$n/24 dev eth0; done
            ip route add default dev eth0
            for name in all default eth0; do
                echo 0 > /proc/sys/net/ipv4/conf/$name/rp_filter
            done
            """)
    }

    static func document(using numbers: inout SeededNumbers) -> Spec {
        var spec = Spec()
        var firewall = Firewall()
        for index in 0..<Int.random(in: 0...5, using: &numbers) {
            let key: ServiceKey =
                numbers.oneIn(4)
                ? .mark(UInt32.random(in: 1...3, using: &numbers), .ipv4)
                : .listen(
                    numbers.pick(transports),
                    Endpoint(numbers.pick(addresses), port: numbers.pick(ports + [0])))
            spec.services.append(Service(name: "s\(index)", key: key))
        }
        if numbers.oneIn(2) { spec.haproxy.statistics = Endpoint(addresses[2], port: 7777) }
        spec.cluster = Cluster(
            name: "shop", nodes: [Node(name: "a", address: clients[3])],
            failover: numbers.oneIn(2) ? Failover(links: [.interface("eth0")]) : nil,
            replication: numbers.oneIn(2) ? ReplicationSettings() : nil)
        if !numbers.oneIn(4) {
            let admin = Prefix(numbers.pick(clients), length: numbers.pick([16, 24, 32]))
            firewall.lockdown = Firewall.Lockdown(
                admin: admin.map { [$0] } ?? [],
                ports: numbers.pick([[22...22], [22...80], [], [22...22, 443...5000]]),
                allow: numbers.oneIn(2)
                    ? [Firewall.Allowance(service: "s0", from: admin.map { [$0] } ?? [])] : [])
        }
        for _ in 0..<Int.random(in: 0...3, using: &numbers) {
            let lower = numbers.pick(ports)
            firewall.marks.append(
                Firewall.Mark(
                    mark: UInt32.random(in: 1...3, using: &numbers),
                    addresses: [numbers.pick(addresses)], transport: numbers.pick(transports),
                    ports: numbers.pick([[], [lower...lower], [lower...UInt16.max, 1...9]])))
        }
        for _ in 0..<Int.random(in: 0...2, using: &numbers) {
            firewall.forwards.append(
                Firewall.Forward(
                    listen: Endpoint(numbers.pick(addresses), port: numbers.pick(ports)),
                    transport: numbers.pick([.tcp, .udp]),
                    to: Endpoint(numbers.pick(addresses + clients), port: numbers.pick(ports))))
        }
        for _ in 0..<Int.random(in: 0...2, using: &numbers) {
            let condition = numbers.pick([
                "-s \(numbers.pick(clients))", "! -s 192.168.0.0/16",
                "-d \(numbers.pick(addresses))",
                "-p tcp --dport \(numbers.pick(ports))",
                "-p udp -m multiport --dports 53,5000:6000",
                "-i wire", "-p icmp --icmp-type 8", "-m conntrack --ctstate NEW -p 47",
            ])
            firewall.rules.append(
                Firewall.RawRule(
                    "\(condition) -j \(numbers.pick(["ACCEPT", "DROP", "REJECT"]))",
                    family: .ipv4))
        }
        firewall.rules = Array(Set(firewall.rules))
        spec.firewall = firewall
        return spec
    }

    /// A packet of a connection of its own.
    static func packet(_ index: UInt16, using numbers: inout SeededNumbers) -> FirewallPacket {
        let transport = numbers.pick([
            FirewallProtocol.tcp, .tcp, .tcp, .udp, .udp, .sctp, .icmp, .vrrp, .init(rawValue: 47),
        ])
        let (from, to) = (numbers.pick(clients), numbers.pick(addresses))
        let hasPorts = transport.hasPorts
        return FirewallPacket(
            from: Endpoint(from, port: hasPorts ? 10_000 + index : 0),
            to: Endpoint(to, port: hasPorts ? numbers.pick(ports) : 0), transport,
            icmpType: transport == .icmp ? numbers.pick([8, 8, 13, 5]) : nil,
            arrivingAt: "eth0")
    }

    /// Sends packets on the wire; returns the places of those that programs on the host receive.
    ///
    /// It waits a second for expected ones.
    static func send(_ packets: [FirewallPacket], awaiting expected: Set<Int>) throws -> Set<Int> {
        var sockets: [Int32] = []
        defer { for descriptor in sockets { close(descriptor) } }
        for number: UInt8 in [1, 6, 17, 47, 112, 132] {
            let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = socket(AF_INET, kind, Int32(number))
            guard descriptor >= 0 else { throw NamespaceError(number: errno) }
            var size: Int32 = 1 << 20
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
            sockets.append(descriptor)
        }
        let wire = try FrameSocket(interface: "wire")
        for (index, packet) in packets.enumerated() {
            try wire.send(frame(packet, number: UInt16(index)))
        }
        var received: Set<Int> = []
        for _ in 0..<100 {
            for descriptor in sockets { received.formUnion(numbers(from: descriptor)) }
            if expected.isSubset(of: received) { break }
            usleep(10_000)
        }
        return received
    }

    /// The numbers of the waiting packets: the identification of the IP header.
    private static func numbers(from descriptor: Int32) -> [Int] {
        var result: [Int] = []
        var bytes = [UInt8](repeating: 0, count: 2048)
        while recv(descriptor, &bytes, bytes.count, 0) > 20 {
            // Answers of the host to itself, such as errors, have no number of the test.
            guard bytes[1] == 0xb8 else { continue }
            result.append(Int(bytes[4]) << 8 | Int(bytes[5]))
        }
        return result
    }

    private static func frame(_ packet: FirewallPacket, number: UInt16) -> [UInt8] {
        let body = payload(of: packet)
        var header: [UInt8] = [0x45, 0xb8]
        header += word(UInt16(20 + body.count)) + word(number) + [0, 0, 64]
        header.append(packet.transport.rawValue)
        header += [0, 0] + packet.source.address.bytes + packet.destination.address.bytes
        let sum = word(checksum(header))
        header[10] = sum[0]
        header[11] = sum[1]
        let link: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0]
        return link + header + body
    }

    private static func payload(of packet: FirewallPacket) -> [UInt8] {
        let ports = word(packet.source.port) + word(packet.destination.port)
        switch packet.transport {
        case .tcp:
            // A SYN without options.
            let segment = ports + [0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0x10, 0, 0, 0, 0, 0]
            let pseudo =
                packet.source.address.bytes + packet.destination.address.bytes + [0, 6, 0, 20]
            let sum = word(checksum(pseudo + segment))
            return Array(segment[..<16]) + sum + Array(segment[18...])
        case .udp: return ports + word(12) + [0, 0, 1, 2, 3, 4]
        case .sctp:
            // An INIT chunk; its checksum is not verified on the way.
            return ports + [0, 0, 0, 0, 0, 0, 0, 0]
                + [1, 0, 0, 20, 0, 0, 0, 9, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1]
        case .icmp:
            let message: [UInt8] = [packet.icmpType ?? 8, 0, 0, 0] + [0, 1, 0, 1] + [0, 0, 0, 0]
            let sum = word(checksum(message))
            return Array(message[..<2]) + sum + Array(message[4...])
        default: return [0, 0, 0, 0, 0, 0, 0, 0]
        }
    }

    private static func word(_ value: UInt16) -> [UInt8] {
        [UInt8(value >> 8), UInt8(value & 0xff)]
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            let low = index + 1 < bytes.count ? bytes[index + 1] : 0
            sum += UInt32(bytes[index]) << 8 | UInt32(low)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}
