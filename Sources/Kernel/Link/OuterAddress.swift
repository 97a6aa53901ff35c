import Addresses
import CNetlink
import Glibc

/// The address of this host in packets to an IPv4 address beyond all subnets.
enum OuterAddress {
    /// The address; nil: the host has no such route.
    ///
    /// Source: the connection of a UDP socket, for which no packet is sent.
    static var current: IPAddress? {
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(9).bigEndian
        // An address for documentation, RFC 5737, which no network has.
        address.sin_addr.s_addr = UInt32(0xc633_6401).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isFound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(descriptor, address, size) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isFound else { return nil }
        return .v4(IPv4Address(rawValue: UInt32(bigEndian: address.sin_addr.s_addr)))
    }
}
