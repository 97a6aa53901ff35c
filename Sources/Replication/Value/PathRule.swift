import Files

/// The rule for paths in a manifest: below the document's directory, and of no other use there.
public struct PathRule: Sendable, Hashable {
    /// Paths that a manifest must not name: the document and the identity of this node.
    public let reserved: Set<String>

    /// A reason why a path is refused.
    public enum Problem: Sendable, Hashable {
        /// It is empty, absolute, or has an empty component, `.` or `..`.
        case form
        /// It has a control character.
        case control
        /// It, or a component, is too long, or it has too many components.
        case length
        /// It is the document, the identity, a temporary file or within `.git`.
        case reserved
        /// Another file has the same path, or a path of which this one is a directory.
        case duplicate
    }

    /// Creates a rule with these reserved paths.
    public init(reserved: Set<String> = []) {
        self.reserved = reserved
    }

    /// Returns the reason why a path is refused; nil: it is accepted.
    public func problem(of path: String) -> Problem? {
        guard path.utf8.count <= ManifestLimits.path else { return .length }
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard components.count <= ManifestLimits.depth else { return .length }
        for component in components {
            if ["", ".", ".."].contains(component) { return .form }
            if component.utf8.count > ManifestLimits.component { return .length }
            // Bytes, because a character can hide a combined control.
            if component.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return .control }
            if component.unicodeScalars.contains(where: {
                $0.properties.generalCategory == .control
            }) {
                return .control
            }
            if component.lowercased() == ".git" || TemporaryName.isTemporary(String(component)) {
                return .reserved
            }
        }
        return reserved.contains(path) ? .reserved : nil
    }

    /// Returns the first refused path; nil: all are accepted.
    public func problem(of paths: [String]) -> (path: String, problem: Problem)? {
        var seen: Set<String> = []
        for path in paths {
            if let problem = problem(of: path) { return (path, problem) }
            // Texts that Unicode considers equal count as one path.
            if !seen.insert(path).inserted { return (path, .duplicate) }
        }
        for path in paths {
            for end in path.indices where path[end] == "/" && seen.contains(String(path[..<end])) {
                return (path, .duplicate)
            }
        }
        return nil
    }
}

extension PathRule.Problem: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .form: "its path does not stay below the document's directory"
        case .control: "its path has a control character"
        case .length: "its path is too long"
        case .reserved: "its path is reserved"
        case .duplicate: "its path occurs twice, or as a directory too"
        }
    }
}
