import Model

/// The positions of services by their keys.
struct ServicePlaces: Sendable {
    private var first: [ServiceKey: Int] = [:]
    /// The other positions of a key that several services have.
    private var others: [ServiceKey: [Int]] = [:]

    /// Creates the positions of these services.
    init(of services: [Service]) {
        first.reserveCapacity(services.count)
        for (position, service) in services.enumerated() {
            if first[service.key] == nil {
                first[service.key] = position
            } else {
                others[service.key, default: []].append(position)
            }
        }
    }

    /// The first position; nil: no service has the key.
    func first(of key: ServiceKey) -> Int? { first[key] }

    /// All positions.
    func all(of key: ServiceKey) -> [Int] {
        guard let position = first[key] else { return [] }
        return [position] + (others[key] ?? [])
    }
}
