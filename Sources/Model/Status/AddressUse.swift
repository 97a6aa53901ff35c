/// One use of an address in the document.
public struct AddressUse: Sendable, Codable, Hashable {
    /// The use in words: "service web listens".
    public var words: String
    /// The endpoint or the prefix.
    public var place: String
    /// Its state in words; nil: it is unknown.
    public var state: String?

    /// Creates a use.
    public init(_ words: String, at place: String, state: String? = nil) {
        self.words = words
        self.place = place
        self.state = state
    }
}
