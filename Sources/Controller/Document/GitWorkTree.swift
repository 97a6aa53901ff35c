import Files
import Glibc
import Model

/// A git work tree that contains a document.
///
/// Replication never writes into one: the next checkout would meet files that git does not know,
/// and either overwrite them or fail. See decision 44.
struct GitWorkTree: Equatable {
    /// The top directory.
    let path: String

    /// Finds the work tree of a document; nil: none, or only etckeeper's.
    ///
    /// etckeeper records the changes of `/etc` and makes none.
    init?(of document: String) {
        guard var directory = Self.resolved(PathName.directory(of: document)) else { return nil }
        while !isThere(directory + "/.git") {
            guard directory != "/" else { return nil }
            directory = PathName.directory(of: directory)
        }
        guard !isThere(directory + "/.etckeeper") else { return nil }
        path = directory
    }

    /// Whether git replaces files of the work tree now, one by one.
    ///
    /// **Source:** git's `lockfile.h`: a checkout holds the lock of the index until its last file
    /// is written.
    var isBeingChanged: Bool { gitDirectory.map { isThere($0 + "/index.lock") } ?? false }

    /// The directory of git: `.git`, or the one that a file of this name refers to.
    private var gitDirectory: String? {
        let place = path + "/.git"
        var facts = stat()
        guard stat(place, &facts) == 0 else { return nil }
        if facts.st_mode & S_IFMT == S_IFDIR { return place }
        // A file that can't be read refers to nothing.
        guard let text = try? TrustedFile.named(place, by: place).text(limit: 4096),
            let name = text.split(separator: "\n").first, name.hasPrefix("gitdir: ")
        else { return nil }
        return PathName.path(of: String(name.dropFirst(8)), in: path)
    }

    /// The refusal of a document from another node.
    var refusal: Diagnostic {
        Diagnostic(
            .replicationWorkTree, at: DocumentPath(),
            "the document is in the git work tree \(path), which replication does not change",
            hint: "commit the change there")
    }

    /// The warning about replication into the work tree.
    var warning: Diagnostic {
        Diagnostic(
            .replicationWorkTree, severity: .warning,
            at: DocumentPath([.key("cluster"), .key("replication")]),
            "the document is in the git work tree \(path): this node sends it to the others, and"
                + " refuses their changes",
            hint: "let git update every node and remove `replication`, or move the document out"
                + " of the work tree")
    }

    private static func resolved(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
