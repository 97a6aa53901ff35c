/// A subject of series in the document: a service or proxy, or a server of one.
public struct SeriesSubject: Sendable, Hashable {
    /// The name in the document, unique among the subjects of its level and layout.
    public var name: String
    /// The place: address and port, or the mark.
    public var place: String
    /// The layer.
    public var layout: SeriesLayout
    /// Its servers.
    public var parts: [SeriesSubject]

    /// Creates a subject.
    public init(
        name: String, place: String, layout: SeriesLayout, parts: [SeriesSubject] = []
    ) {
        self.name = name
        self.place = place
        self.layout = layout
        self.parts = parts
    }
}
