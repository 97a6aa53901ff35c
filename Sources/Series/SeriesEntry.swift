/// A series in the index.
public struct SeriesEntry: Sendable, Hashable {
    /// Its identity, for ever.
    public var id: SeriesID
    /// The latest name of its subject.
    public var name: String
    /// The latest place of its subject.
    public var place: String
    /// The layer of its subject.
    public var layout: SeriesLayout
    /// The time at which its subject left the document; nil: it has not.
    ///
    /// **Unit:** milliseconds since 1970.
    public var left: Int64?
    /// The series of the servers.
    public var parts: [SeriesEntry]

    /// Creates an entry.
    public init(
        id: SeriesID, name: String, place: String, layout: SeriesLayout, left: Int64? = nil,
        parts: [SeriesEntry] = []
    ) {
        self.id = id
        self.name = name
        self.place = place
        self.layout = layout
        self.left = left
        self.parts = parts
    }

    /// The series of this subject that the document has.
    public var present: [SeriesEntry] { parts.filter { $0.left == nil } }

    /// The number of series, with those of the servers.
    public var count: Int { 1 + parts.count }
}
