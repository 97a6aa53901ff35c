import Files
import Glibc
import Model

/// A file in a raw line that only root can read.
///
/// HAProxy reads it when it serves, but not when it checks a document.
enum UnreadableFile {
    /// Returns a complaint, as a warning if such a file may be its cause.
    static func weighed(_ complaint: Diagnostic, of spec: Spec) -> Diagnostic {
        guard complaint.severity == .error, let line = rawLine(at: complaint.path, in: spec),
            let file = paths(in: line).first(where: { isThere($0) && !isForEverybody($0) })
        else { return complaint }
        return Diagnostic(
            complaint.code, severity: .warning, at: complaint.path, complaint.message,
            hint: "HAProxy was asked as a user who may not read \(file); it reads it when it serves"
        )
    }

    private static func rawLine(at path: DocumentPath, in spec: Spec) -> String? {
        for (index, proxy) in spec.proxies.enumerated() {
            let place = DocumentPath([.key("proxies"), .index(index), .key("raw")])
            for (position, line) in proxy.raw.enumerated() where place.index(position) == path {
                return line
            }
        }
        let place = DocumentPath([.key("haproxy"), .key("raw")])
        return spec.haproxy.raw.indices.first { place.index($0) == path }
            .map { spec.haproxy.raw[$0] }
    }

    private static func paths(in line: String) -> [String] {
        line.split { " \t\"',=()".contains($0) }.map(String.init).filter { $0.hasPrefix("/") }
    }

    /// Whether every user can read a file and search the folders above it.
    private static func isForEverybody(_ path: String) -> Bool {
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & 0o004 != 0 else { return false }
        var folder = Substring(path)
        while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
            folder = folder[..<slash]
            guard stat(String(folder), &info) == 0, info.st_mode & 0o001 != 0 else { return false }
        }
        return true
    }
}
