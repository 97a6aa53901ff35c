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
