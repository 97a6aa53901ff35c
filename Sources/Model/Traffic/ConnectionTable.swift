/// The present connections of one or both layers.
public struct ConnectionTable: Sendable {
    /// The connections, in any order.
    public var connections: [ClientConnection]
    /// Whether there are more, which were not read.
    public var isCut: Bool
    /// The reasons why a layer is missing.
    public var notes: [String]

    /// The most connections that are read of a layer.
    public static let limit = 200_000

    /// Creates a table.
    public init(
        _ connections: [ClientConnection] = [], isCut: Bool = false, notes: [String] = []
    ) {
        self.connections = connections
        self.isCut = isCut
        self.notes = notes
    }
}
