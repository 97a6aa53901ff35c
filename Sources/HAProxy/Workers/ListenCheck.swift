import Addresses
import CGNU
import Glibc
import Model

/// Whether HAProxy will be able to listen where a configuration has it listen.
///
/// HAProxy finds this out when it is too late: for three seconds it stops accepting connections on
/// all of its addresses and tries again, then it gives up. So each address is bound before a
/// reload, as HAProxy does it, and let go. Its own listeners allow that (`SO_REUSEPORT`, same
/// user), those of other programs don't. A socket that is bound and doesn't listen takes nothing
/// from anybody.
///
/// **Source:** `socket(7)`, `ip(7)`; HAProxy 2.6, `start_proxies`, `tcp_bind_listener`.
struct ListenCheck {
    /// Where clients connect to.
    let endpoints: Set<Endpoint>
    /// Addresses that may be bound to before this host has them.
    let virtual: Set<IPAddress>

    /// **Errors:** `HostFailure` for the first that can't be bound.
    func run() throws(HostFailure) {
        for endpoint in endpoints.sorted() {
            guard let number = refusal(of: endpoint) else { continue }
            let remedy: String? =
                switch number {
                case EADDRINUSE: "another program listens there: ss -ltnp sport = :\(endpoint.port)"
                case EADDRNOTAVAIL: "add the address to virtualAddresses, or to an interface"
                case EACCES: "ports below 1024 need root, or CAP_NET_BIND_SERVICE"
                default: nil
                }
            throw HostFailure(
                operation: "listen on \(endpoint)", reason: String(cString: strerror(number)),
                errno: strerrorname_np(number).map { String(cString: $0) }, remedy: remedy)
        }
    }

    /// The errno of binding; nil: it can be bound.
    private func refusal(of endpoint: Endpoint) -> Int32? {
        let isFour = endpoint.address.family == .ipv4
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(isFour ? AF_INET : AF_INET6, kind, 0)
        // That is another trouble, and HAProxy's own words for it are better.
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var options: [(level: Int, name: Int32)] = [
            (Int(SOL_SOCKET), SO_REUSEADDR), (Int(SOL_SOCKET), SO_REUSEPORT),
        ]
        if virtual.contains(endpoint.address) {
            options.append(
                isFour ? (Int(IPPROTO_IP), IP_FREEBIND) : (Int(IPPROTO_IPV6), IPV6_FREEBIND))
        }
        for option in options {
            var on: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            setsockopt(descriptor, Int32(option.level), option.name, &on, size)
        }
        return bind(descriptor, endpoint) == 0 ? nil : errno
    }

    private func bind(_ descriptor: Int32, _ endpoint: Endpoint) -> Int32 {
        switch endpoint.address {
        case .v4(let address):
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = endpoint.port.bigEndian
            place.sin_addr.s_addr = address.rawValue.bigEndian
            return bind(descriptor, &place)
        case .v6(let address):
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = endpoint.port.bigEndian
            withUnsafeMutableBytes(of: &place.sin6_addr) { bytes in
                bytes.storeBytes(of: address.high.bigEndian, as: UInt64.self)
                bytes.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return bind(descriptor, &place)
        }
    }

    private func bind<Place>(_ descriptor: Int32, _ place: inout Place) -> Int32 {
        withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Place>.size))
            }
        }
    }
}

extension WorkerConfiguration {
    /// **Errors:** `HostFailure` when HAProxy could not listen where it has to.
    func checkListens() throws(HostFailure) {
        // Then its own listeners are in the way as well.
        guard text.withCString({ strstr($0, "noreuseport") }) == nil else { return }
        try ListenCheck(endpoints: endpoints, virtual: virtual).run()
    }
}
