import Model

// HAProxy numbers servers by their position in the section. Tables of clients, consistent hashes
// and random choice know a server by its number only, so a removal would change the servers of
// nearly all clients at a reload. Therefore the number depends on the name.
extension ConfigurationBuilder {
    /// The numbers that HAProxy's consistent hashes distinguish.
    ///
    /// **Source:** `chash_queue_dequeue_srv` of 2.6 hashes the number times 4,096, in 32 bits.
    private static let hashedNumbers = 1 << 20

    /// The number of each server of a section, by the server's name; empty: positions are enough.
    ///
    /// **Shape:** unique, in consistent hashes too. The order of the servers does not matter. If
    /// the numbers of two names are equal, the later name in alphabetical order gets another one.
    static func ids(of proxy: Proxy) -> [String: Int] {
        guard proxy.hasNumbers else { return [:] }
        var taken: Set<Int> = []
        var ids: [String: Int] = [:]
        for name in proxy.servers.map(\.name).sorted() {
            // HAProxy gives low numbers to servers without one, such as the fallback.
            var id = 1_000_000 + ProxyFrame.number(of: name) % 2_000_000_000
            while !taken.insert(id % hashedNumbers).inserted { id += 1 }
            ids[name] = id
        }
        return ids
    }
}

extension Proxy {
    /// Whether its persistence or its balance knows servers by their numbers.
    fileprivate var hasNumbers: Bool {
        switch persistence {
        case .source, .rdpCookie: return true
        case .none, .cookie: break
        }
        switch balance {
        case .source, .uri, .header, .random: return true
        case .roundRobin, .leastConnections: return false
        }
    }
}
