import Model

/// Spellings of a header name that servers can treat as equal.
///
/// CGI and its successors map both `X-Forwarded-For` and `X_Forwarded_For` to
/// `HTTP_X_FORWARDED_FOR`, and some servers do so for other characters. A name that only HAProxy
/// may set must be removed in all of these spellings.
///
/// Source: RFC 3875 section 4.1.18. HAProxy matches lower-case names.
enum HeaderSpellings {
    /// Any character in place of a hyphen.
    private static let separator = "[^a-z0-9]"
    /// Any such character except the hyphen itself.
    static let otherSeparator = "[^-a-z0-9]"

    /// Returns a regular expression for every spelling of a name.
    static func all(of name: String) -> String {
        let parts = parts(of: name)
        return "^" + parts.joined(separator: separator) + "$"
    }

    /// Returns a regular expression for every spelling except the name itself; nil: no other
    /// exists.
    static func others(of name: String) -> String? {
        let parts = parts(of: name)
        // A name with an underscore is literal.
        guard parts.count > 1, !name.contains("_") else { return nil }
        // Each alternative replaces one hyphen by another character.
        let alternatives = parts.indices.dropLast().map { other in
            parts.indices.map { index in
                let separator = index == other ? otherSeparator : Self.separator
                return parts[index] + (index < parts.count - 1 ? separator : "")
            }.joined()
        }
        return "^(" + alternatives.joined(separator: "|") + ")$"
    }

    private static func parts(of name: String) -> [String] {
        name.lowercased().split(separator: "-", omittingEmptySubsequences: false).map { part in
            part.unicodeScalars.reduce(into: "") { text, scalar in
                let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
                text += isPlain || scalar == "_" ? "\(scalar)" : "\\\(scalar)"
            }
        }
    }
}

extension ConfigurationBuilder {
    /// Removes request headers whose names match; nil: none.
    mutating func addRemoval(of pattern: String?, at path: DocumentPath) {
        guard let pattern else { return }
        add("http-request", "del-header", .text(pattern), "-m", "reg", at: path)
    }
}
