import Glibc

/// The name of a file that takes the place of another once it is complete.
///
/// It is in the same directory, hidden, and not to be guessed: nobody can put a link in its place
/// beforehand.
public enum TemporaryName {
    /// How such names end.
    public static let suffix = ".new"

    /// A name beside this path: `DIRECTORY/.NAME.16HEX.new`.
    public static func beside(_ path: String) -> String {
        let (directory, name) = split(path)
        let random = UInt64.random(in: 1 << 60...UInt64.max)
        return "\(directory)/.\(name).\(String(random, radix: 16))\(suffix)"
    }

    /// The directory of a path and the name in it.
    public static func split(_ path: String) -> (directory: String, name: Substring) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
        let directory = slash == path.startIndex ? "" : String(path[..<slash])
        return (directory, path[path.index(after: slash)...])
    }

    /// Removes the files that a crash has left in a directory.
    ///
    /// The caller is the only one who writes there. A directory that can't be read has none.
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

    /// Whether a file's name is one that ``beside(_:)`` makes.
    public static func isTemporary(_ name: String) -> Bool {
        guard name.hasPrefix("."), name.hasSuffix(suffix) else { return false }
        let parts = name.dropLast(suffix.count).split(separator: ".")
        guard parts.count >= 2, let random = parts.last, random.count == 16 else { return false }
        return random.allSatisfy(\.isHexDigit)
    }
}
