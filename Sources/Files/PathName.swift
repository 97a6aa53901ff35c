import Glibc

/// Paths as text, without a look at the files.
public enum PathName {
    /// Returns the absolute path; a relative one is of the current directory.
    public static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let current = getcwd(nil, 0) else { return "/\(path)" }
        defer { free(current) }
        return "\(String(cString: current))/\(path)"
    }

    /// Returns the directory of a file, which is the base of relative paths in a document.
    public static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Returns the path of a file that a document in this directory names.
    public static func path(of name: String, in directory: String) -> String {
        name.hasPrefix("/") ? name : directory + "/" + name
    }
}

/// Whether the path exists.
public func isThere(_ path: String) -> Bool {
    access(path, F_OK) == 0
}
