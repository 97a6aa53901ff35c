import Glibc

/// The name of a temporary file that replaces another file once it is complete.
///
/// It is in the same directory, hidden, and unpredictable, so that no other user can place a link
/// there first.
public enum TemporaryName {
    /// The suffix of such names.
    public static let suffix = ".new"

    /// Returns a name beside this path: `DIRECTORY/.NAME.16HEX.new`.
    public static func beside(_ path: String) -> String {
        let (directory, name) = split(path)
        let random = UInt64.random(in: 1 << 60...UInt64.max)
        return "\(directory)/.\(name).\(String(random, radix: 16))\(suffix)"
    }

    /// Splits a path into directory and name.
    public static func split(_ path: String) -> (directory: String, name: Substring) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
        let directory = slash == path.startIndex ? "" : String(path[..<slash])
        return (directory, path[path.index(after: slash)...])
    }

    /// Removes the temporary files that a crash has left in a directory.
    ///
    /// The caller must be the only writer of the directory. An unreadable directory is skipped.
    public static func removeLeftovers(in directory: String) {
        guard let entries = opendir(directory) else { return }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isTemporary(name) { names.append(name) }
        }
        closedir(entries)
        for name in names { unlink("\(directory)/\(name)") }
    }

    /// Whether a file's name has the form of ``beside(_:)``.
    public static func isTemporary(_ name: String) -> Bool { original(of: name) != nil }

    /// Returns the name of the file that a temporary one was to replace; nil: it is none.
    public static func original(of name: String) -> String? {
        guard name.hasPrefix("."), name.hasSuffix(suffix) else { return nil }
        let middle = name.dropFirst().dropLast(suffix.count)
        guard let dot = middle.lastIndex(of: "."), dot > middle.startIndex else { return nil }
        let random = middle[middle.index(after: dot)...]
        guard random.count == 16, random.allSatisfy(\.isHexDigit) else { return nil }
        return String(middle[..<dot])
    }
}
