import Glibc
import Synchronization

/// The ports that tests of this process have taken: no two tests get the same one.
///
/// They are outside the range from which the kernel serves outgoing connections
/// (`net.ipv4.ip_local_port_range`, 32768 to 60999 unless changed), because any program's
/// connection could have such a port before the test's own program listens there.
public enum ClaimedPorts {
    private static let range: Range<UInt16> = 12_000..<32_000
    private static let claimed = Mutex<Set<UInt16>>([])

    /// Returns a port that no test has had and that nothing has on this host, over TCP or UDP.
    public static func free() -> UInt16 {
        while true {
            let port = UInt16.random(in: range)
            guard claimed.withLock({ $0.insert(port).inserted }) else { continue }
            if isFree(port, SOCK_STREAM), isFree(port, SOCK_DGRAM) { return port }
        }
    }

    private static func isFree(_ port: UInt16, _ type: __socket_type) -> Bool {
        let descriptor = socket(AF_INET6, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // All addresses of both families.
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
    }
}
