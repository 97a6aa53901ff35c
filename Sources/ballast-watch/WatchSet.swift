import Glibc

/// The directories to watch so that no way of replacing a file is missed.
///
/// A path is followed component by component. Each directory on the path is watched for the next
/// name, and each symbolic link continues at its target. Renaming another file over it, swapping a
/// link and replacing a directory all change a name in one of these directories.
struct WatchSet: Equatable {
    /// Relevant names, by directory.
    private(set) var names: [String: Set<String>] = [:]
    /// Directories in which writing is relevant too: those of the files themselves.
    private(set) var writable: Set<String> = []

    /// Maximum number of links on one path.
    ///
    /// Source: `path_resolution(7)`, 40 is the kernel's limit.
    private static let linkLimit = 40

    /// Finds the directories for these paths in the current file system.
    init(paths: [String]) {
        for path in paths { follow(path) }
    }

    private mutating func follow(_ path: String) {
        var directory = "/"
        var rest = path.split(separator: "/").map { String($0) }
        var links = 0
        while !rest.isEmpty {
            let name = rest.removeFirst()
            if name == "." { continue }
            if name == ".." {
                directory = Self.parent(of: directory)
                continue
            }
            names[directory, default: []].insert(name)
            let here = directory == "/" ? "/\(name)" : "\(directory)/\(name)"
            if let target = Self.target(ofLink: here), links < Self.linkLimit {
                links += 1
                if target.hasPrefix("/") { directory = "/" }
                rest = target.split(separator: "/").map { String($0) } + rest
            } else if rest.isEmpty {
                writable.insert(directory)
            } else {
                directory = here
            }
        }
    }

    private static func parent(of directory: String) -> String {
        let parts = directory.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }

    private static func target(ofLink path: String) -> String? {
        withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { buffer in
            guard let bytes = buffer.baseAddress else { return nil }
            let count = readlink(path, bytes, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
