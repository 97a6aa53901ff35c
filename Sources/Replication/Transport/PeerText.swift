/// Texts of other nodes, which appear in status and on terminals.
enum PeerText {
    /// Whether a text is one line without control characters.
    static func isLine(_ text: String, limit: Int) -> Bool {
        text.utf8.count <= limit && text.unicodeScalars.allSatisfy(isPrintable)
    }

    /// Whether a text has lines, and no other control characters.
    static func isText(_ text: String, limit: Int) -> Bool {
        text.utf8.count <= limit
            && text.unicodeScalars.allSatisfy { isPrintable($0) || $0 == "\n" || $0 == "\t" }
    }

    /// Replaces control characters, and cuts a text to a number of bytes.
    static func cut(_ text: String, _ limit: Int) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            let isGood = isPrintable(scalar) || scalar == "\n" || scalar == "\t"
            let kept: Unicode.Scalar = isGood ? scalar : " "
            count += UTF8.width(kept)
            guard count <= limit else { break }
            result.append(kept)
        }
        return String(result)
    }

    /// Whether a character is neither a control character nor one that changes the direction or
    /// the lines of a text.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
}
