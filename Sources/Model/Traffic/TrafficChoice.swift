/// The rows of the traffic report that a person or a program wants, and their order.
public struct TrafficChoice: Sendable, Hashable {
    /// The words in the name, the address or the state; "": any.
    public var words: String
    /// The layer; nil: both.
    public var layer: TrafficLayer?
    /// The level; nil: both.
    public var level: Level?
    /// The column by which rows are sorted.
    public var sort: TrafficColumn
    /// Whether the order is the other way round.
    public var isReversed: Bool

    /// The level of a row.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        /// Services and proxies.
        case services
        /// Their servers.
        case servers
    }

    /// The most characters of the words.
    private static let limit = 100

    /// Reads the fields of a query: `find`, `layer`, `level`, `sort`, `order`.
    ///
    /// Values that do not exist are left out.
    public init(_ query: [String: String]) {
        words = String((query["find"] ?? "").clean.prefix(Self.limit)).lowercased()
        layer = query["layer"].flatMap { TrafficLayer(rawValue: $0) }
        level = query["level"].flatMap { Level(rawValue: $0) }
        sort = query["sort"].flatMap { TrafficColumn(rawValue: $0) } ?? .document
        isReversed = query["order"] == "reverse"
    }

    /// Returns the rows in their order: numbers descend, text ascends.
    public func rows(of all: [TrafficRow]) -> [TrafficRow] {
        let found = all.filter(includes)
        let sorted: [TrafficRow]
        switch sort {
        case .document: sorted = found
        case .name: sorted = Self.sorted(found) { $0.name }
        case .state: sorted = Self.sorted(found) { $0.state }
        case .active, .inactive, .new, .bytesInRate, .bytesOutRate, .packetsInRate,
            .packetsOutRate, .connections, .bytesIn, .bytesOut, .packetsIn, .packetsOut:
            // Unknown values are the last ones.
            sorted = Self.sorted(found) { -(sort.number(of: $0) ?? -1) }
        }
        return isReversed ? sorted.reversed() : sorted
    }

    private static func sorted<Key: Comparable>(
        _ rows: [TrafficRow], by key: (TrafficRow) -> Key
    ) -> [TrafficRow] {
        rows.enumerated().map { (key($0.element), $0.offset) }.sorted { $0 < $1 }
            .map { rows[$0.1] }
    }

    private func includes(_ row: TrafficRow) -> Bool {
        if let layer, row.layer != layer { return false }
        if let level, (row.server == nil) != (level == .services) { return false }
        guard !words.isEmpty else { return true }
        return [row.name, row.place, row.state].contains { $0.lowercased().contains(words) }
    }
}
