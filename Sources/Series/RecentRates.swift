/// The rates of new connections in the latest ten minutes, in memory, for small graphs.
public struct RecentRates: Sendable {
    private var rings: [SeriesID: [Float]] = [:]

    /// The most samples of a series.
    public static let limit = 60

    /// Creates an empty memory.
    public init() {}

    /// The samples of a series, the oldest first; NaN: unknown.
    ///
    /// **Unit:** new connections a second.
    public subscript(id: SeriesID) -> [Float] { rings[id] ?? [] }

    /// Adds a sample of each series; others are forgotten.
    public mutating func add(_ samples: [SeriesID: Float]) {
        if rings.contains(where: { samples[$0.key] == nil }) {
            rings = rings.filter { samples[$0.key] != nil }
        }
        for (id, value) in samples {
            if (rings[id]?.count ?? 0) == Self.limit { rings[id]?.removeFirst() }
            rings[id, default: []].append(value)
        }
    }

    /// Adds an unknown sample to each series.
    public mutating func addGap() {
        add(rings.mapValues { _ in .nan })
    }
}
