/// The addresses from which accounts have signed in.
///
/// Attempts from elsewhere never delay a sign-in at one of them, so they outlive the process.
struct KnownPlaces: Sendable, Hashable, Codable {
    /// The places, the latest last.
    private(set) var places: [Place] = []

    /// An account at a place.
    struct Place: Sendable, Hashable, Codable {
        /// The account.
        let name: String
        /// The address, or a network of 64 bits of IPv6.
        let address: String
        /// The last sign-in; within a day it is not renewed.
        ///
        /// **Unit:** milliseconds since 1970.
        var time: Int64
    }

    /// The most places.
    static let limit = 1024
    /// The most places of an account, so that none displaces those of others.
    static let accountLimit = 32
    private static let day: Int64 = 86_400_000

    /// Whether an account has signed in at a place.
    func contains(_ name: String, _ address: String) -> Bool {
        places.contains { $0.name == name && $0.address == address }
    }

    /// Adds a place, and returns whether the list is worth saving.
    ///
    /// - Parameter time: milliseconds since 1970.
    mutating func add(_ name: String, _ address: String, at time: Int64) -> Bool {
        let former = places.firstIndex { $0.name == name && $0.address == address }
        if let former, (0..<Self.day).contains(time - places[former].time) { return false }
        if let former { places.remove(at: former) }
        places.append(Place(name: name, address: address, time: time))
        if places.count(where: { $0.name == name }) > Self.accountLimit,
            let oldest = places.firstIndex(where: { $0.name == name })
        {
            places.remove(at: oldest)
        }
        if places.count > Self.limit { places.removeFirst() }
        return true
    }
}
