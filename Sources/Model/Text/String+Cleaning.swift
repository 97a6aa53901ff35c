extension Unicode.Scalar {
    /// Whether a terminal shows the character: false for controls and marks of text direction.
    public var isPrintable: Bool {
        switch value {
        case 0..<0x20, 0x7f..<0xa0, 0xad, 0x061c, 0x200b, 0x200e...0x200f, 0x2028...0x202e,
            0x2060...0x206f, 0xfeff, 0xfff9...0xfffb, 0xfffe, 0xffff, 0xe0000...0xe0fff:
            false
        default:
            true
        }
    }
}

extension String {
    /// The text in a form that is safe to print and log, from any author: one line, without
    /// characters that a terminal interprets or hides.
    ///
    /// White space is replaced by a space, other such characters by U+FFFD.
    public var clean: String {
        // Nearly all texts are clean and need no copy.
        if utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let isSpace = (0x09...0x0d).contains(scalar.value)
            text.append(scalar.isPrintable ? scalar : isSpace ? " " : "\u{fffd}")
        }
        return String(text)
    }
}
