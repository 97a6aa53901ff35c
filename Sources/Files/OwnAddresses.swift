import Glibc

/// The addresses of this host.
public enum OwnAddresses {
    /// Whether an address, with or without a zone, is one of this host; any loopback address is.
    ///
    /// Source: `getifaddrs(3)`.
    public static func contain(_ text: String) -> Bool {
        guard let address = Address(text) else { return false }
        if address.isLoopback { return true }
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return false }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next?.pointee {
            if let own = entry.ifa_addr.flatMap(Address.init(socket:)), own == address {
                return true
            }
            next = entry.ifa_next
        }
        return false
    }

    /// The bytes of an address; an IPv4-mapped one is an IPv4 address.
    private struct Address: Equatable {
        private let bytes: [UInt8]

        init?(_ text: String) {
            let plain = String(text.prefix { $0 != "%" })
            var (four, six) = (in_addr(), in6_addr())
            if inet_pton(AF_INET, plain, &four) == 1 {
                bytes = withUnsafeBytes(of: four) { Array($0) }
            } else if inet_pton(AF_INET6, plain, &six) == 1 {
                bytes = Self.unmapped(withUnsafeBytes(of: six) { Array($0) })
            } else {
                return nil
            }
        }

        init?(socket: UnsafeMutablePointer<sockaddr>) {
            let memory = UnsafeRawPointer(socket)
            switch Int32(socket.pointee.sa_family) {
            case AF_INET:
                let place = memory.load(as: sockaddr_in.self)
                bytes = withUnsafeBytes(of: place.sin_addr) { Array($0) }
            case AF_INET6:
                let place = memory.load(as: sockaddr_in6.self)
                bytes = withUnsafeBytes(of: place.sin6_addr) { Array($0) }
            default: return nil
            }
        }

        var isLoopback: Bool {
            bytes.count == 4
                ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
        }

        private static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
            let head = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
            return bytes.starts(with: head) ? Array(bytes.dropFirst(12)) : bytes
        }
    }
}
