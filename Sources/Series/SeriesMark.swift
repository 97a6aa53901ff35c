/// An event that graphs mark.
public struct SeriesMark: Sendable, Hashable, Codable {
    /// The time.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// The kind.
    public var kind: Kind
    /// The event in words.
    public var text: String

    /// The kinds of marks.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The role of the node in the election has changed.
        case failover
        /// Servers do not work.
        case down
        /// Another document was applied.
        case apply
    }

    /// Creates a mark.
    public init(time: Int64, kind: Kind, text: String) {
        self.time = time
        self.kind = kind
        self.text = text
    }

    /// Whether the mark concerns a subject: marks of servers name theirs.
    ///
    /// - Parameters:
    ///   - name: the service or proxy; nil: the node.
    ///   - part: the server; nil: all of them.
    public func concerns(_ name: String?, _ part: String?) -> Bool {
        guard kind == .down, let name else { return true }
        return text.contains("\(name)/\(part ?? "")")
    }
}
