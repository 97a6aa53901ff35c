import Addresses
import Glibc

extension Endpoint {
    /// Calls the work with this endpoint as the kernel takes it.
    func withSocketAddress<Result>(
        _ work: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch address {
        case .v4(let address):
            var form = sockaddr_in()
            form.sin_family = sa_family_t(AF_INET)
            form.sin_port = port.bigEndian
            form.sin_addr.s_addr = address.rawValue.bigEndian
            return Self.lend(&form, work)
        case .v6(let address):
            var form = sockaddr_in6()
            form.sin6_family = sa_family_t(AF_INET6)
            form.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &form.sin6_addr) { $0.copyBytes(from: address.bytes) }
            return Self.lend(&form, work)
        }
    }

    /// The endpoint that the call fills in.
    ///
    /// **Errors:** the call fails, or the family is neither.
    init(
        _ operation: String, filledBy call: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Int
    ) throws(LabFailure) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
        }
        guard result >= 0 else { throw .call(operation) }
        let family = Int32(storage.ss_family)
        let found = withUnsafeBytes(of: &storage) { bytes -> (IPAddress, UInt16)? in
            switch family {
            case AF_INET:
                let form = bytes.loadUnaligned(as: sockaddr_in.self)
                return IPAddress(bytes: bytes[4..<8]).map { ($0, form.sin_port.bigEndian) }
            case AF_INET6:
                let form = bytes.loadUnaligned(as: sockaddr_in6.self)
                return IPAddress(bytes: bytes[8..<24]).map { ($0, form.sin6_port.bigEndian) }
            default:
                return nil
            }
        }
        guard let (address, port) = found else {
            throw LabFailure("\(operation): family \(family)")
        }
        self.init(address, port: port)
    }

    /// Local end of a socket.
    init(localEndOf descriptor: Int32) throws(LabFailure) {
        try self.init("ask a socket's address") {
            Int(getsockname(descriptor, $0, &$1))
        }
    }

    /// The domain of a socket that speaks to this endpoint.
    var domain: Int32 {
        address.family == .ipv4 ? AF_INET : AF_INET6
    }

    private static func lend<Form, Result>(
        _ form: inout Form, _ work: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &form) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                work($0, socklen_t(MemoryLayout<Form>.size))
            }
        }
    }
}
