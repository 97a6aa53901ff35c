import Addresses

/// A field of a message that can't be used.
public struct UnfitField: Error, Sendable, Hashable, CustomStringConvertible {
    /// The field: `groups[0].priority`.
    public var place: String
    /// The reason: "1...255 expected".
    public var reason: String

    /// Creates an error about a field.
    public init(_ place: String, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    /// "groups[0].priority: 1...255 expected".
    public var description: String { "\(place): \(reason)" }
}
