/// The pattern of a path: `/services/{service}`.
public struct PathPattern: Sendable, Hashable {
    /// The segments.
    let segments: [Segment]

    /// A segment of a path.
    enum Segment: Hashable {
        /// This word.
        case word(String)
        /// The value of a parameter.
        case parameter(String)
    }

    /// Creates the pattern of a path with parameters in braces.
    public init(_ path: String) {
        segments = path.split(separator: "/").map { segment in
            guard segment.hasPrefix("{") else { return .word(String(segment)) }
            return .parameter(String(segment.dropFirst().dropLast()))
        }
    }

    /// The names of the parameters, in their order.
    public var parameters: [String] {
        segments.compactMap { segment in
            guard case .parameter(let name) = segment else { return nil }
            return name
        }
    }

    /// Returns the values of the parameters of a path; nil: another path.
    ///
    /// - Parameter path: its segments, without escapes.
    public func values(in path: [String]) -> [String: String]? {
        guard segments.count == path.count else { return nil }
        var values: [String: String] = [:]
        for (pattern, segment) in zip(segments, path) {
            switch pattern {
            case .word(let word): guard word == segment else { return nil }
            case .parameter(let name):
                guard !segment.isEmpty else { return nil }
                values[name] = segment
            }
        }
        return values
    }
}
