/// Names as segments of paths of pages.
///
/// Browsers resolve `.` and `..`, also escaped ones (WHATWG URL, "double-dot path segment"), so a
/// name of dots is written with a tilde before it: `~..`.
enum PathName {
    /// Returns the segment for a name, not escaped yet.
    static func segment(_ name: String) -> String {
        name == "." || name == ".." || name.hasPrefix("~") ? "~" + name : name
    }

    /// Returns the name of a segment.
    static func name(_ segment: String) -> String {
        segment.hasPrefix("~") ? String(segment.dropFirst()) : segment
    }
}
