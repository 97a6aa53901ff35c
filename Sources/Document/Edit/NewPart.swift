/// A new object of a list in a document: its keys with their values, in order.
public struct NewPart: Sendable, Hashable {
    /// The keys with their values.
    ///
    /// **Shape:** at least one; each key once.
    public let entries: [Entry]

    /// A key with its value.
    public struct Entry: Sendable, Hashable {
        let key: String
        let value: Value
    }

    /// A value.
    public enum Value: Sendable, Hashable {
        /// A text.
        case text(String)
        /// A whole number.
        case integer(Int)
        /// Another object.
        case part(NewPart)
        /// A list of objects.
        case parts([NewPart])
    }

    /// Creates an object.
    ///
    /// - Parameter entries: the keys with their values; those without a value are left out.
    public init(_ entries: [(key: String, value: Value?)]) {
        self.entries = entries.compactMap { entry in
            entry.value.map { Entry(key: entry.key, value: $0) }
        }
    }

    /// The object on one line, in braces.
    var flow: String {
        "{" + entries.map { "\($0.key): \(Self.flow($0.value))" }.joined(separator: ", ") + "}"
    }

    /// The object with a key on each line, without the first indentation.
    ///
    /// - Parameters:
    ///   - column: the spaces before each key.
    ///   - end: the line end of the document.
    func block(column: Int, lineEnd end: String) -> String {
        let indent = end + String(repeating: " ", count: column)
        return entries.map { entry in
            guard case .parts(let parts) = entry.value, !parts.isEmpty else {
                return "\(entry.key): \(Self.flow(entry.value))"
            }
            return "\(entry.key):" + parts.map { "\(indent)  - \($0.flow)" }.joined()
        }.joined(separator: indent)
    }

    /// Whether it has a list of its own.
    var hasList: Bool {
        entries.contains { entry in
            if case .parts = entry.value { true } else { false }
        }
    }

    private static func flow(_ value: Value) -> String {
        switch value {
        case .text(let text): ScalarText.written(text)
        case .integer(let number): "\(number)"
        case .part(let part): part.flow
        case .parts(let parts): "[" + parts.map(\.flow).joined(separator: ", ") + "]"
        }
    }
}
