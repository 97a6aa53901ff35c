import Model

/// The names that servers may take for one header.
///
/// CGI, and all that follows it, makes `HTTP_X_FORWARDED_FOR` of `X-Forwarded-For` and of
/// `X_Forwarded_For`; some servers do the same with other marks. So a name that only HAProxy may
/// set has to be removed in all of these spellings.
///
/// Source: RFC 3875 section 4.1.18. HAProxy compares with names in small letters.
enum HeaderSpellings {
    /// Whatever stands in place of a hyphen.
    private static let mark = "[^a-z0-9]"
    /// The same, but for the hyphen itself.
    static let otherMark = "[^-a-z0-9]"

    /// A regular expression for every spelling of a name.
    static func all(of name: String) -> String {
        let parts = parts(of: name)
        return "^" + parts.joined(separator: mark) + "$"
    }

    /// A regular expression for every spelling but the name itself; nil: there is no other.
    static func others(of name: String) -> String? {
        let parts = parts(of: name)
        // A name with an underscore is meant as it stands.
        guard parts.count > 1, !name.contains("_") else { return nil }
        // In each alternative another hyphen is the one that is none.
        let alternatives = parts.indices.dropLast().map { other in
            parts.indices.map { index in
                let mark = index == other ? otherMark : Self.mark
                return parts[index] + (index < parts.count - 1 ? mark : "")
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
    /// Removes headers of requests whose names fit; nil: none.
    mutating func addRemoval(of pattern: String?, at path: DocumentPath) {
        guard let pattern else { return }
        add("http-request", "del-header", .text(pattern), "-m", "reg", at: path)
    }
}
