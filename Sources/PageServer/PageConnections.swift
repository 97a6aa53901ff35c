import Addresses
import Model
import Synchronization

/// The connections to the holding page of all services, with counts by client.
///
/// Idle clients, however many, must not keep others from the page: each client and each service has
/// a share, and a new connection replaces the one that was silent longest.
final class PageConnections: Sendable {
    /// The most concurrent connections of all services.
    let limit: Int
    /// The most concurrent connections of one client to one service.
    let clientLimit: Int
    private let state = Mutex(State())

    fileprivate struct State {
        var next: UInt64 = 0
        var entries: [UInt64: Entry] = [:]
        /// The connections without a request, oldest first.
        var silent: [UInt64] = []
        var perService: [ServiceKey: Int] = [:]
        var perClient: [Client: Int] = [:]
    }

    fileprivate struct Entry {
        let close: @Sendable () -> Void
        let client: Client
    }

    /// A client of a service: an IPv4 address, or the /64 network of an IPv6 address, which one
    /// client usually has.
    struct Client: Hashable {
        let service: ServiceKey
        let network: IPAddress?

        init(_ address: IPAddress?, of service: ServiceKey) {
            self.service = service
            guard case .v6(let long) = address else {
                network = address
                return
            }
            network = .v6(IPv6Address(high: long.high, low: 0))
        }
    }

    init(limit: Int = 1000, clientLimit: Int = 64) {
        self.limit = limit
        self.clientLimit = clientLimit
    }

    /// The number of connections.
    var count: Int { state.withLock { $0.entries.count } }

    /// Adds a connection; nil: no room.
    ///
    /// If the share of its service is used up, the longest silent connection of that service is
    /// closed; if the total is, the longest silent connection of any service.
    ///
    /// - Parameters:
    ///   - services: the number of services, each of which has a share.
    ///   - close: closes the connection; must not block.
    func admit(
        from address: IPAddress?, of service: ServiceKey, services: Int,
        close: @escaping @Sendable () -> Void
    ) -> UInt64? {
        let client = Client(address, of: service)
        let share = max(limit / max(1, services), min(limit, 50))
        let (number, victim) = state.withLock { state -> (UInt64?, Entry?) in
            guard state.perClient[client, default: 0] < clientLimit else { return (nil, nil) }
            var victim: Entry?
            if state.perService[service, default: 0] >= share {
                victim = state.removeSilent { $0.client.service == service }
                guard victim != nil else { return (nil, nil) }
            } else if state.entries.count >= limit {
                victim = state.removeSilent { _ in true }
                guard victim != nil else { return (nil, nil) }
            }
            let number = state.next
            state.next += 1
            state.entries[number] = Entry(close: close, client: client)
            state.silent.append(number)
            state.perService[service, default: 0] += 1
            state.perClient[client, default: 0] += 1
            return (number, victim)
        }
        victim?.close()
        return number
    }

    /// Records the request of a connection, which is then never closed for another.
    func hasAsked(_ number: UInt64) {
        state.withLock { state in
            if let position = state.silent.firstIndex(of: number) {
                state.silent.remove(at: position)
            }
        }
    }

    /// Removes a closed connection.
    func end(_ number: UInt64) {
        state.withLock { _ = $0.remove(number) }
    }
}

extension PageConnections.State {
    /// Removes the longest silent connection that matches.
    fileprivate mutating func removeSilent(
        where matches: (PageConnections.Entry) -> Bool
    ) -> PageConnections.Entry? {
        guard let number = silent.first(where: { entries[$0].map(matches) ?? false }) else {
            return nil
        }
        return remove(number)
    }

    fileprivate mutating func remove(_ number: UInt64) -> PageConnections.Entry? {
        guard let entry = entries.removeValue(forKey: number) else { return nil }
        if let position = silent.firstIndex(of: number) { silent.remove(at: position) }
        let client = entry.client
        perService[client.service] = perService[client.service].flatMap { $0 > 1 ? $0 - 1 : nil }
        perClient[client] = perClient[client].flatMap { $0 > 1 ? $0 - 1 : nil }
        return entry
    }
}
