/// The connections of one kind, up to a limit.
///
/// At the limit a new connection replaces the oldest one of the party with the most connections, so
/// that a party with many connections only loses its own.
struct ConnectionSlots<Party: Hashable & Sendable>: Sendable {
    /// The most connections.
    let limit: Int
    /// The connections, oldest first.
    private var entries: [Entry] = []

    private struct Entry: Sendable {
        let number: UInt64
        let party: Party
    }

    /// Creates slots without connections.
    init(limit: Int) {
        precondition(limit > 0, "there is room for a connection")
        self.limit = limit
    }

    /// The number of connections.
    var count: Int { entries.count }

    /// Adds a connection, and returns the one that it replaces; nil: there is room.
    mutating func admit(_ number: UInt64, of party: Party) -> UInt64? {
        entries.append(Entry(number: number, party: party))
        guard entries.count > limit else { return nil }
        var counts: [Party: Int] = [:]
        for entry in entries { counts[entry.party, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        guard let victim = entries.firstIndex(where: { counts[$0.party] == most }) else {
            return nil
        }
        return entries.remove(at: victim).number
    }

    /// Removes a connection, if it is one of these.
    mutating func remove(_ number: UInt64) {
        entries.removeAll { $0.number == number }
    }
}
