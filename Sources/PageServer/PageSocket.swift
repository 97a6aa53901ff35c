import Addresses
import Files
import Glibc
import Model
import NIOCore

/// Creates the socket for the holding page of one service.
///
/// It binds even if no interface has the address (`IP_FREEBIND`), so that the listener exists
/// before the address does, also on a standby node. **Errors:** `HostFailure`: another program has
/// the port.
///
/// Source: `ip(7)`, `ipv6(7)`, `socket(7)`.
func pageSocket(at endpoint: Endpoint) throws(HostFailure) -> Int32 {
    func failure() -> HostFailure {
        HostFailure(
            operation: "serve the holding page on \(endpoint)", .last,
            remedy: "end the program that listens there, or name another fallback")
    }
    let isFour = endpoint.address.family == .ipv4
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(isFour ? AF_INET : AF_INET6, kind, 0)
    guard descriptor >= 0 else { throw failure() }
    let options: [(level: Int, name: Int32)] =
        isFour
        ? [(Int(SOL_SOCKET), SO_REUSEADDR), (Int(IPPROTO_IP), IP_FREEBIND)]
        : [
            (Int(SOL_SOCKET), SO_REUSEADDR), (Int(IPPROTO_IPV6), IPV6_V6ONLY),
            (Int(IPPROTO_IPV6), IPV6_FREEBIND),
        ]
    for option in options {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor, Int32(option.level), option.name, &on, size) == 0 else {
            let failure = failure()
            close(descriptor)
            throw failure
        }
    }
    guard bind(descriptor, to: endpoint) == 0, listen(descriptor, pageBacklog) == 0 else {
        let failure = failure()
        close(descriptor)
        throw failure
    }
    return descriptor
}

/// The most connections that wait to be accepted.
let pageBacklog: Int32 = 1024

private func bind(_ descriptor: Int32, to endpoint: Endpoint) -> Int32 {
    do {
        let address = try SocketAddress(
            ipAddress: "\(endpoint.address)", port: Int(endpoint.port))
        return address.withSockAddr { pointer, size in
            Glibc.bind(descriptor, pointer, socklen_t(size))
        }
    } catch {
        // The description of an address is always a valid address.
        preconditionFailure("\(endpoint) is an address: \(error)")
    }
}
