import Glibc

/// The place of a file, whatever the spelling of its path is.
///
/// Links in its directory are followed; the file itself may be a link, or absent.
public struct RealPath: Sendable {
    private let path: String
    private let real: String

    /// Creates the place of a path, which is absolute or of the current directory.
    public init(_ path: String) {
        self.path = path
        real = Self.resolved(path)
    }

    /// Whether another path has the same place now.
    ///
    /// The same spelling is the same place, also after a link in it was changed.
    public func isOf(_ other: String) -> Bool {
        other == path || Self.resolved(other) == real
    }

    /// Returns an absolute path without links in its directories, of which some may be missing.
    public static func ofMissing(_ path: String) -> String {
        var directory = PathName.directory(of: path)
        var rest = path.dropFirst(directory == "/" ? 1 : directory.count + 1)
        while true {
            if let real = realpath(directory, nil) {
                defer { free(real) }
                let text = String(cString: real)
                return (text == "/" ? "" : text) + "/" + rest
            }
            guard directory != "/", directory.hasPrefix("/") else { return path }
            let parent = PathName.directory(of: directory)
            rest = path.dropFirst(parent == "/" ? 1 : parent.count + 1)
            directory = parent
        }
    }

    /// Source: `realpath(3)`.
    private static func resolved(_ path: String) -> String {
        let absolute = PathName.absolute(path)
        var name = absolute[...]
        while name.hasSuffix("/"), name.count > 1 { name.removeLast() }
        guard let slash = name.lastIndex(of: "/"),
            let directory = realpath(slash == name.startIndex ? "/" : String(name[..<slash]), nil)
        else { return absolute }
        defer { free(directory) }
        let folder = String(cString: directory)
        return (folder == "/" ? "" : folder) + name[slash...]
    }
}
