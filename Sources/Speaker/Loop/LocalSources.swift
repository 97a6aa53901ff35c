import Addresses
import Glibc

/// The addresses of this host from which it can send on an interface.
enum LocalSources {
    /// Returns the first usable address of a family; over IPv6 a link-local one.
    ///
    /// - Parameter virtual: addresses that move between nodes, and are never a source.
    static func first(
        _ family: AddressFamily, on interface: String, except virtual: Set<IPAddress>
    ) -> IPAddress? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next {
            next = entry.pointee.ifa_next
            guard let name = entry.pointee.ifa_name, String(cString: name) == interface,
                let address = entry.pointee.ifa_addr.flatMap(Self.address),
                address.family == family, family == .ipv4 || address.isLinkLocal,
                !virtual.contains(address), isUsable(address, on: interface)
            else { continue }
            return address
        }
        return nil
    }

    /// Whether the host can send from an address: it has it, and it is not checked for duplicates.
    static func isUsable(_ address: IPAddress, on interface: String) -> Bool {
        let domain = address.family == .ipv4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(domain, kind, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let scope = Int32(bitPattern: if_nametoindex(interface))
        return SocketAddress(address, scope: scope).withBytes { bytes in
            bind(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)) == 0
        }
    }

    private static func address(_ pointer: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        let bytes = UnsafeRawPointer(pointer)
        switch Int32(pointer.pointee.sa_family) {
        case AF_INET:
            return IPAddress(bytes: UnsafeRawBufferPointer(start: bytes + 4, count: 4))
        case AF_INET6:
            return IPAddress(bytes: UnsafeRawBufferPointer(start: bytes + 8, count: 16))
        default: return nil
        }
    }
}
