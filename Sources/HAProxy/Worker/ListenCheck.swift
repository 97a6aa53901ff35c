import Addresses
import Files
import Glibc
import Model

/// A test of whether HAProxy can listen on the endpoints of a configuration.
///
/// HAProxy detects a conflict too late: it stops accepting connections on all addresses, retries
/// for three seconds, and then fails. Therefore each address is bound before a reload, in the same
/// way as HAProxy, and released. HAProxy's own listeners allow this (`SO_REUSEPORT`, same user),
/// those of most programs do not. A bound socket that does not listen receives no connections.
///
/// Another HAProxy of the same user also allows it and would then share the clients. Therefore
/// existing listeners are inspected too, and those of our own processes are excluded.
///
/// **Source:** `socket(7)`, `ip(7)`; HAProxy 2.6, `start_proxies`, `tcp_bind_listener`.
struct ListenCheck {
    /// The endpoints for clients.
    let endpoints: Set<Endpoint>
    /// Addresses to which HAProxy may bind before this host has them.
    let virtual: Set<IPAddress>
    /// The command-line word that identifies our own processes.
    let word: String

    /// An obstacle to listening on an endpoint.
    struct Obstacle: Sendable, Hashable {
        /// The endpoint on which HAProxy should listen.
        let endpoint: Endpoint
        /// The reason.
        let failure: HostFailure
        /// Whether our worker already listens there, beside another program, and continues.
        let isServed: Bool
        /// Whether no process owns the conflicting listener.
        let isEnding: Bool
    }

    /// Returns the obstacles.
    ///
    /// **Shape:** by endpoint; empty: HAProxy can listen everywhere.
    ///
    /// A listener without an owner belongs to a process that is exiting, such as an HAProxy of
    /// ours, so the test is repeated a few times.
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
            let there = listeners.entries(overlapping: endpoint)
            let isServed = there.contains { $0.endpoint == endpoint && ours.contains($0.inode) }
            let others = there.filter { !ours.contains($0.inode) }
            // A socket that one worker passes to the next is not bound again.
            if !isServed, let number = refusal(of: endpoint) {
                return obstacle(at: endpoint, number, others, isServed: false)
            }
            let rivals = others.filter { endpoint.isTaken(by: $0.endpoint) }
            guard !rivals.isEmpty else { return nil }
            return obstacle(at: endpoint, EADDRINUSE, rivals, isServed: isServed)
        }
    }

    /// Whether this host has an address, as far as it is known.
    static func isHere(_ address: IPAddress) -> Bool {
        let check = ListenCheck(endpoints: [], virtual: [], word: "")
        return check.refusal(of: Endpoint(address, port: 0)) != EADDRNOTAVAIL
    }

    /// Returns the sockets that our own processes own; all sockets, if that is unknown.
    private func ownSockets(among listeners: Listeners) -> Set<UInt64> {
        let inodes = Set(
            endpoints.flatMap { listeners.entries(overlapping: $0) }.map(\.inode))
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
            operation: "listen on \(endpoint)", SystemError(number), remedy: remedy)
        return Obstacle(
            endpoint: endpoint, failure: failure, isServed: isServed,
            isEnding: isTaken && holder == nil)
    }

    /// Returns the errno of a bind; nil: success.
    private func refusal(of endpoint: Endpoint) -> Int32? {
        let isFour = endpoint.address.family == .ipv4
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(isFour ? AF_INET : AF_INET6, kind, 0)
        // This is a different problem, and HAProxy's own message describes it better.
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var options: [(level: Int, name: Int32)] = [
            (Int(SOL_SOCKET), SO_REUSEADDR), (Int(SOL_SOCKET), SO_REUSEPORT),
        ]
        // Like `v6only` of a bind line.
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
    /// Whether programs that do not share ports can't bind both at once.
    func overlaps(_ other: Endpoint) -> Bool {
        guard port == other.port else { return false }
        if address == other.address { return true }
        // `[::]` can include every address of both families.
        if address.isEvery { return address.family == .ipv6 || other.address.family == .ipv4 }
        if other.address.isEvery {
            return other.address.family == .ipv6 || address.family == .ipv4
        }
        return false
    }

    /// Whether the other listener can receive clients of this endpoint.
    ///
    /// It does if it is equal or part of this one; a wider listener gets only the clients that this
    /// one does not.
    fileprivate func isTaken(by other: Endpoint) -> Bool {
        if self == other { return true }
        return address.isEvery && address.family == other.address.family && port == other.port
    }
}

extension IPAddress {
    /// Whether the address is unspecified and so means every address.
    fileprivate var isEvery: Bool {
        switch self {
        case .v4(let address): address.rawValue == 0
        case .v6(let address): address.high == 0 && address.low == 0
        }
    }
}

extension WorkerConfiguration {
    /// Whether HAProxy's own listeners prevent another bind.
    var sharesNoPort: Bool { text.withCString { strstr($0, "noreuseport") } != nil }

    /// Whether the configuration writes access logs.
    var usesLogPipe: Bool {
        let part = " log fd@\(WorkerSettings.logDescriptor) "
        return text.withCString { strstr($0, part) != nil }
    }
}
