import Addresses
import Glibc
import Model

@testable import Kernel

/// A host in a namespace, with clients at one interface, and servers in another namespace at the
/// other one.
final class FirewallSite {
    /// The host's own addresses, all at eth0.
    static let addresses: [IPAddress] =
        (1...3).map { .v4(IPv4Address(rawValue: 0x0a00_0000 + $0)) }
        + (1...3).map { .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: $0)) }
    /// Hosts at eth0 or beyond it.
    static let clients: [IPAddress] =
        [0xc633_6407, 0xc0a8_0105, 0xc0a8_0205, 0x0a00_0016, 0x0a09_0101].map {
            .v4(IPv4Address(rawValue: $0))
        }
        + [0x2001_0db8_0008_0000, 0x2001_0db8_0009_0000, 0x2001_0db8_0000_0000].map {
            .v6(IPv6Address(high: $0, low: 0x16))
        }
    /// Hosts in the other namespace, at eth1.
    static let servers: [IPAddress] =
        (11...13).map { .v4(IPv4Address(rawValue: 0x0a01_0000 + $0)) }
        + (0x11...0x13).map { .v6(IPv6Address(high: 0xfd01_0000_0000_0000, low: $0)) }

    /// Frames from clients.
    private let wire: FrameSocket
    /// Frames from servers, sent in the other namespace.
    private let exit: FrameSocket
    /// Reads the frames that reach the servers, in the other namespace.
    private let atServers: Int32
    /// Reads the frames that reach the clients.
    private let atClients: Int32
    /// Read the packets that programs on the host receive, by protocol and family.
    private var programs: [(descriptor: Int32, transport: UInt8, family: AddressFamily)] = []

    /// Runs the body on a host of its own; the namespace of the calling thread is its.
    static func with(_ body: (FirewallSite) throws -> Void) throws {
        try Namespace.fresh {
            let far = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
            defer { close(far) }
            let atServers = try reader()
            try Namespace.fresh {
                try prepare("/proc/\(getpid())/fd/\(far)")
                let exit = try Namespace.inside(far) { try FrameSocket(interface: "exit") }
                try body(FirewallSite(exit: exit, atServers: atServers))
            }
        }
    }

    private init(exit: FrameSocket, atServers: Int32) throws {
        wire = try FrameSocket(interface: "wire")
        self.exit = exit
        self.atServers = atServers
        atClients = try Self.reader()
        for family in AddressFamily.allCases {
            let message: UInt8 = family == .ipv4 ? 1 : 58
            for number in [message, 6, 17, 47, 112, 132] {
                let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
                let domain = family == .ipv4 ? AF_INET : AF_INET6
                let descriptor = socket(domain, kind, Int32(number))
                guard descriptor >= 0 else { throw NamespaceError(number: errno) }
                Self.widen(descriptor)
                programs.append((descriptor, number, family))
            }
        }
    }

    deinit {
        for descriptor in programs.map(\.descriptor) + [atServers, atClients] {
            close(descriptor)
        }
    }

    private static func prepare(_ far: String) throws {
        let neighbours =
            clients.map { "neigh add \($0) lladdr 02:00:00:00:00:02 dev eth0" }
            + servers.map { "neigh add \($0) lladdr 02:00:00:00:00:02 dev eth1" }
        try Namespace.run(
            """
            set -e
            ip link add eth0 address 02:00:00:00:00:01 type veth peer name wire
            ip link add eth1 address 02:00:00:00:00:01 type veth peer name exit netns \(far)
            nsenter --net=\(far) ip link set exit up
            for name in all default eth0 eth1; do
                echo 0 > /proc/sys/net/ipv4/conf/$name/rp_filter
            done
            echo 1 > /proc/sys/net/ipv4/ip_forward
            echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
            for name in eth0 eth1 wire; do ip link set $name up; done
            for n in 1 2 3; do
                ip addr add 10.0.0.$n/24 dev eth0
                ip addr add 2001:db8::$n/64 dev eth0 nodad
            done
            ip addr add 10.1.0.1/24 dev eth1
            ip addr add fd01::1/64 dev eth1 nodad
            ip route add default dev eth0
            ip -6 route add default dev eth0
            for words in \(neighbours.map { "'\($0)'" }.joined(separator: " ")); do ip $words; done
            """)
    }

    /// Opens a socket for the frames of all interfaces in the namespace.
    private static func reader() throws -> Int32 {
        let every = UInt16(0x0003).bigEndian  // ETH_P_ALL
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_PACKET, kind, Int32(every))
        guard descriptor >= 0 else { throw NamespaceError(number: errno) }
        widen(descriptor)
        return descriptor
    }

    private static func widen(_ descriptor: Int32) {
        var size: Int32 = 1 << 20
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
    }

    /// Sends a frame as a client.
    func send(_ frame: FirewallFrame) throws { try wire.send(frame.bytes) }

    /// Sends a frame as a server.
    func answer(_ frame: FirewallFrame) throws { try exit.send(frame.bytes) }

    /// Returns the numbers of the packets that programs on the host received.
    func received() -> Set<Int> {
        var numbers: Set<Int> = []
        for (descriptor, transport, family) in programs {
            Self.read(descriptor) { bytes in
                guard family == .ipv4 else {
                    if let number = FirewallArrival.number(in: bytes, of: transport) {
                        numbers.insert(number)
                    }
                    return
                }
                // Answers of the host to itself, such as errors, have no number of the test.
                guard bytes.count > 20, bytes[bytes.startIndex + 1] == 0xb8 else { return }
                numbers.insert(Int(bytes[4]) << 8 | Int(bytes[5]))
            }
        }
        return numbers
    }

    /// Returns the packets that reached the servers.
    func served() -> [Int: FirewallArrival] { Self.arrivals(atServers) }

    /// Returns the packets that reached the clients.
    func answered() -> [Int: FirewallArrival] {
        Self.arrivals(atClients).filter { Self.clients.contains($0.value.destination.address) }
    }

    private static func arrivals(_ descriptor: Int32) -> [Int: FirewallArrival] {
        var arrivals: [Int: FirewallArrival] = [:]
        read(descriptor) { bytes in
            // A socket also reads the frames that other sockets of its namespace send.
            guard bytes.prefix(6).elementsEqual(FirewallFrame.others),
                let arrival = FirewallArrival(frame: bytes)
            else { return }
            arrivals[Int(arrival.number)] = arrival
        }
        return arrivals
    }

    private static func read(_ descriptor: Int32, _ body: (ArraySlice<UInt8>) -> Void) {
        var bytes = [UInt8](repeating: 0, count: 2048)
        while case let count = recv(descriptor, &bytes, bytes.count, 0), count > 0 {
            body(bytes[..<count])
        }
    }
}
