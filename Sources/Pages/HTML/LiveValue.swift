/// A value of a page that changes in place.
struct LiveValue: Sendable, Hashable {
    /// Its name, unique in the page.
    let key: String
    /// The text; nil: the value has none.
    var text: String?
    /// The word for the style sheet; nil: the value has none.
    var state: String?
    /// The moment whose age is shown; 0: none; nil: the value is no age.
    ///
    /// **Unit:** milliseconds since 1970.
    var since: Int64?
    /// The points of a line; nil: the value is none.
    var points: String?

    init(
        key: String, text: String? = nil, state: String? = nil, since: Int64? = nil,
        points: String? = nil
    ) {
        self.key = key
        self.points = points
        self.text = text
        self.state = state
        self.since = since
    }
}

extension LiveValue: Encodable {
    private enum Key: String, CodingKey {
        case text = "t"
        case state = "s"
        case since = "a"
        case points = "p"
    }

    /// Encodes the value without its name.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encodeIfPresent(text, forKey: .text)
        try values.encodeIfPresent(state, forKey: .state)
        try values.encodeIfPresent(since, forKey: .since)
        try values.encodeIfPresent(points, forKey: .points)
    }
}
