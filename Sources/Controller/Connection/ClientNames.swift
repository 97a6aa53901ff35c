import Addresses
import Files

/// The names of clients in DNS: looked up on threads of their own, bounded, and kept for a while.
actor ClientNames {
    private var known: [IPAddress: Entry] = [:]
    private var pending: Set<IPAddress> = []
    private let lanes = (0..<4).map { NameLane($0) }
    private var next = 0

    private struct Entry {
        let name: String?
        let until: ContinuousClock.Instant
    }

    /// The time for which a name, or its absence, is kept.
    private static let lifetime = Duration.seconds(600)
    /// The most names that are kept.
    private static let limit = 10_000
    /// The most look-ups that wait.
    private static let backlog = 1000
    /// The time for which a request waits for names; later ones are there for the next request.
    private static let patience = Duration.seconds(2)

    /// Returns the names that are known within two seconds.
    func names(of addresses: Set<IPAddress>) async -> [IPAddress: String] {
        let begin = ContinuousClock.now
        if known.count > Self.limit { known = known.filter { $0.value.until > begin } }
        if known.count > Self.limit { known = [:] }
        for address in addresses where pending.count < Self.backlog {
            if let entry = known[address], entry.until > begin { continue }
            guard pending.insert(address).inserted else { continue }
            next += 1
            let lane = lanes[next % lanes.count]
            Task {
                let answer = await lane.name(of: address, before: begin + .seconds(10))
                self.store(answer, of: address)
            }
        }
        while !pending.isDisjoint(with: addresses), ContinuousClock.now - begin < Self.patience {
            // Cancelled: the names that are known suffice.
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        return Dictionary(
            addresses.compactMap { address in
                known[address]?.name.map { (address, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    private func store(_ answer: NameLane.Answer, of address: IPAddress) {
        pending.remove(address)
        switch answer {
        case .late: break
        case .name(let name):
            known[address] = Entry(name: name, until: .now + Self.lifetime)
        }
    }
}
