import Addresses
import CGNU
import Glibc
import Model

/// Whether HAProxy will be able to listen where a configuration has it listen.
///
/// HAProxy finds this out when it is too late: for three seconds it stops accepting connections on
/// all of its addresses and tries again, then it gives up. So each address is bound before a
/// reload, as HAProxy does it, and let go. Its own listeners allow that (`SO_REUSEPORT`, same
/// user), those of most programs don't. A socket that is bound and doesn't listen takes nothing
/// from anybody.
///
/// Another HAProxy of the same user allows it too, and would then share the clients with ours: so
/// the sockets that listen there already are looked at as well, and those of our own processes are
/// told from the others.
///
/// **Source:** `socket(7)`, `ip(7)`; HAProxy 2.6, `start_proxies`, `tcp_bind_listener`.
struct ListenCheck {
    /// Where clients connect to.
    let endpoints: Set<Endpoint>
    /// Addresses that may be bound to before this host has them.
    let virtual: Set<IPAddress>
    /// The word that our own processes were started with.
    let word: String

    /// An endpoint with something in its way.
    struct Obstacle: Sendable, Hashable {
        /// Where HAProxy is to listen.
        let endpoint: Endpoint
        /// Why it can't, or why it shouldn't.
        let failure: HostFailure
        /// Whether our worker listens there already, and so goes on, beside another program.
        let isServed: Bool
        /// Whether no process holds the listener that is in the way.
        let isEnding: Bool
    }

    /// What is in the way.
    ///
    /// **Shape:** by endpoint; empty: HAProxy can listen everywhere.
    ///
    /// A listener without a process belongs to a process that ends at this moment, such as an
    /// HAProxy of ours: the look is repeated a few times.
    func run() -> [Obstacle] {
        var found = look()
        for _ in 0..<Self.mostRepetitions where found.contains(where: \.isEnding) {
            usleep(10_000)
            found = look()
        }
        return found
    }

    private static let mostRepetitions = 20

    private func look() -> [Obstacle] {
        let listeners = Listeners()
        let ours = ownSockets(among: listeners)
        return endpoints.sorted().compactMap { endpoint in
            let there = listeners.entries(at: endpoint.port).filter {
                $0.endpoint.overlaps(endpoint)
            }
            let isServed = there.contains { $0.endpoint == endpoint && ours.contains($0.inode) }
            let others = there.filter { !ours.contains($0.inode) }
            // A socket that is handed from one worker to the next is not bound again.
            if !isServed, let number = refusal(of: endpoint) {
                return obstacle(at: endpoint, number, others, isServed: false)
            }
            let rivals = others.filter { endpoint.isTaken(by: $0.endpoint) }
            guard !rivals.isEmpty else { return nil }
            return obstacle(at: endpoint, EADDRINUSE, rivals, isServed: isServed)
        }
    }

    /// Whether this host has an address, as far as it can be known.
    static func isHere(_ address: IPAddress) -> Bool {
        let check = ListenCheck(endpoints: [], virtual: [], word: "")
        return check.refusal(of: Endpoint(address, port: 0)) != EADDRNOTAVAIL
    }

    /// The sockets that our own processes hold; all, where that can't be known.
    private func ownSockets(among listeners: Listeners) -> Set<UInt64> {
        let inodes = Set(
            endpoints.flatMap { endpoint in
                listeners.entries(at: endpoint.port).filter { $0.endpoint.overlaps(endpoint) }
            }.map(\.inode))
        guard !inodes.isEmpty else { return [] }
        var ours: Set<UInt64> = []
        for process in MasterIdentity.all(startedWith: word) where ours.count < inodes.count {
            guard let held = Listeners.inodes(of: process.pid, among: inodes) else {
                if process.isRunning { return inodes }
                continue
            }
            ours.formUnion(held)
        }
        return ours
    }

    private func obstacle(
        at endpoint: Endpoint, _ number: Int32, _ others: [Listeners.Entry], isServed: Bool
    ) -> Obstacle {
        let isTaken = number == EADDRINUSE
        let holder = isTaken ? Listeners.holder(of: Set(others.map(\.inode))) : nil
        let remedy: String? =
            switch number {
            case EADDRINUSE:
                if let holder {
                    "\(holder) listens there; stop it, or change listen"
                } else {
                    "another program listens there: ss -ltnp sport = :\(endpoint.port)"
                }
            case EADDRNOTAVAIL: "add the address to virtualAddresses, or to an interface"
            case EACCES: "ports below 1024 need root, or CAP_NET_BIND_SERVICE"
            default: nil
            }
        let failure = HostFailure(
            operation: "listen on \(endpoint)", reason: String(cString: strerror(number)),
            errno: strerrorname_np(number).map { String(cString: $0) }, remedy: remedy)
        return Obstacle(
            endpoint: endpoint, failure: failure, isServed: isServed,
            isEnding: isTaken && holder == nil)
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
        // As `v6only` of a bind line.
        if !isFour { options.append((Int(IPPROTO_IPV6), IPV6_V6ONLY)) }
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

extension Endpoint {
    /// Whether the two can't be bound at once by programs that don't share.
    func overlaps(_ other: Endpoint) -> Bool {
        guard port == other.port else { return false }
        if address == other.address { return true }
        // `[::]` may stand for every address of both families.
        if address.isEvery { return address.family == .ipv6 || other.address.family == .ipv4 }
        if other.address.isEvery {
            return other.address.family == .ipv6 || address.family == .ipv4
        }
        return false
    }

    /// Whether clients of this endpoint may reach the other listener instead.
    ///
    /// It is the same then, or a part of this one; one that covers more gets only the clients that
    /// this one doesn't.
    fileprivate func isTaken(by other: Endpoint) -> Bool {
        if self == other { return true }
        return address.isEvery && address.family == other.address.family && port == other.port
    }
}

extension IPAddress {
    /// The address of no host, which stands for every address.
    fileprivate var isEvery: Bool {
        switch self {
        case .v4(let address): address.rawValue == 0
        case .v6(let address): address.high == 0 && address.low == 0
        }
    }
}

extension WorkerConfiguration {
    /// Whether HAProxy binds in a way that its own listeners are in the way of.
    var sharesNoPort: Bool { text.withCString { strstr($0, "noreuseport") } != nil }
}
