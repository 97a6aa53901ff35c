import Foundation
import Synchronization

/// A network segment in namespaces: a switch, hosts `a` and `b`, and a client `c`.
///
/// Host n has 10.9.0.n/24 and fd09::n/64 on `eth0`; a second link, `eth1`, joins a and b alone.
final class Segment {
    private let prefix: String
    private static let count = Mutex(0)

    init() throws {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        prefix = "be\(ProcessInfo.processInfo.processIdentifier)x\(number)"
        let hub = name("hub")
        try Shell.run(
            """
            set -e; ip netns add \(hub)
            ip -n \(hub) link add br0 type bridge; ip -n \(hub) link set br0 up
            """
        )
        for host in Self.hosts {
            let space = name(host)
            try Shell.run(
                """
                set -e; ip netns add \(space); ip -n \(space) link set lo up
                ip netns exec \(space) sysctl -qw net.ipv6.conf.default.accept_dad=0
                """)
            try plug(host)
        }
        try Shell.run(
            """
            set -e; ip -n \(name("a")) link add eth1 type veth peer name eth1 netns \(name("b"))
            ip -n \(name("a")) addr add 10.8.0.1/24 dev eth1; ip -n \(name("a")) link set eth1 up
            ip -n \(name("b")) addr add 10.8.0.2/24 dev eth1; ip -n \(name("b")) link set eth1 up
            """)
    }

    private static let hosts = ["a", "b", "c"]

    /// Makes the interface of a host, with its addresses.
    func plug(_ host: String) throws {
        let number = (Self.hosts.firstIndex(of: host) ?? 0) + 1
        let (space, hub) = (name(host), name("hub"))
        try Shell.run(
            """
            set -e; ip -n \(space) link add eth0 type veth peer name \(host)0 netns \(hub)
            ip -n \(hub) link set \(host)0 master br0 up; ip -n \(space) link set eth0 up
            ip -n \(space) addr add 10.9.0.\(number)/24 dev eth0
            ip -n \(space) addr add fd09::\(number)/64 dev eth0 nodad
            """)
    }

    deinit {
        for host in ["a", "b", "c", "hub"] {
            // Without the namespace there is nothing to remove.
            _ = try? Shell.run("ip netns del \(name(host))")
        }
    }

    /// The name of a host's namespace.
    func name(_ host: String) -> String { "\(prefix)\(host)" }

    /// Runs a command on a host.
    @discardableResult
    func on(_ host: String, _ command: String) throws -> String {
        try Shell.run("ip netns exec \(name(host)) \(command)")
    }

    /// The addresses of a host, as `ip` prints them.
    func addresses(of host: String) throws -> Set<String> {
        let output = try Shell.run("ip -n \(name(host)) -o addr show")
        return Set(output.split(separator: "\n").map { String($0.split(separator: " ")[3]) })
    }

    /// Whether a host has these addresses, all of them, with any prefix length.
    func has(_ host: String, _ addresses: [String]) throws -> Bool {
        try hosts(self.addresses(of: host)).isSuperset(of: hosts(addresses))
    }

    /// Whether a host has none of these addresses, with any prefix length.
    func lacks(_ host: String, _ addresses: [String]) throws -> Bool {
        try hosts(self.addresses(of: host)).isDisjoint(with: hosts(addresses))
    }

    private func hosts(_ prefixes: some Sequence<String>) -> Set<Substring> {
        Set(prefixes.map { $0.prefix { $0 != "/" } })
    }

    /// Cuts or joins the cable of a host to the switch.
    func cable(of host: String, isJoined: Bool) throws {
        try Shell.run("ip -n \(name("hub")) link set \(host)0 \(isJoined ? "up" : "down")")
    }
}
