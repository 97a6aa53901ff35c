import Addresses
import Files
import Glibc
import Model

/// A thread that looks up names, one at a time: the system's resolver blocks.
actor NameLane {
    private let executor: QueueExecutor

    /// The thread.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An answer.
    enum Answer: Sendable {
        /// The name; nil: the address has none.
        case name(String?)
        /// The request was too old to be looked up.
        case late
    }

    /// Creates a lane with this number.
    init(_ number: Int) {
        executor = QueueExecutor(label: "ballast.names.\(number)")
    }

    /// Returns the name of an address.
    ///
    /// Source: `getnameinfo(3)`, `NI_NAMEREQD`.
    func name(of address: IPAddress, before deadline: ContinuousClock.Instant) -> Answer {
        guard ContinuousClock.now < deadline else { return .late }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = Self.withAddress(address) { pointer, size in
            getnameinfo(pointer, size, &text, socklen_t(text.count), nil, 0, Int32(NI_NAMEREQD))
        }
        guard code == 0 else { return .name(nil) }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .name(String(decoding: bytes, as: UTF8.self).clean)
    }

    private static func withAddress(
        _ address: IPAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let bytes = address.bytes
        switch address.family {
        case .ipv4:
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            withUnsafeMutableBytes(of: &place.sin_addr) { $0.copyBytes(from: bytes) }
            return withUnsafePointer(to: place) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        case .ipv6:
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            withUnsafeMutableBytes(of: &place.sin6_addr) { $0.copyBytes(from: bytes) }
            return withUnsafePointer(to: place) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
    }
}
